import { describeError } from '../../common/errors.js';
import { CliError, tellError } from '../cli-error.js';
import { createPainter } from '../colours.js';
import { type ProjectPaths } from '../paths.js';
import { waitUntilGone } from '../process-mark.js';
import { runSample } from '../sample/run-sample.js';
import { readRun, type StartSettings } from '../state/run-state.js';
import { startInBackground } from './background.js';
import { BackgroundReporter } from './background-reporter.js';
import { ensureFitForProduction } from './production-checks.js';
import { localUrl } from './service-url.js';
import { summary } from './summary.js';
import { AlreadyRunning, supervise } from './supervise.js';
import { TerminalReporter } from './terminal-reporter.js';

/** An earlier run that is stopping drains for half a minute at most. */
const STOPPING_TIMEOUT_MS = 80_000;
/** Longer than nginx keeps an unused connection to an API. */
const PRODUCTION_DRAIN_SECONDS = '6';

interface StartMode {
  detach: boolean;
  sample: boolean;
}

/** `sheaf start`: in the foreground until Ctrl-C, or in the background. */
export async function startCommand(paths: ProjectPaths, settings: StartSettings, mode: StartMode): Promise<void> {
  if (settings.production) prepareProduction(paths);
  const running = await readRun(paths.stateFile);
  if (running?.live && running.state.status === 'stopping') {
    process.stdout.write(`Waiting for the earlier run (pid ${running.state.pid}) to end …\n`);
    await waitUntilGone(running.state, STOPPING_TIMEOUT_MS);
  } else if (running?.live) {
    process.stdout.write(`${new AlreadyRunning(running).message}\n`);
    if (mode.sample && running.state.status === 'running') await sampleOf(paths, running.state);
    return;
  }
  if (mode.detach) await startDetached(paths, settings, mode.sample);
  else await startInForeground(paths, settings, mode.sample);
}

/** Refuses what is not fit for production; the processes, started from here, then run as in production. */
function prepareProduction(paths: ProjectPaths): void {
  ensureFitForProduction(process.env, paths);
  process.env.NODE_ENV = 'production';
  process.env.SHUTDOWN_DRAIN_SECONDS ??= PRODUCTION_DRAIN_SECONDS;
}

/** The supervisor that {@link startInBackground} starts. */
export async function runAsSupervisor(paths: ProjectPaths, settings: StartSettings): Promise<void> {
  const reporter = new BackgroundReporter();
  let exitCode = 0;
  try {
    await supervise({ settings, paths, reporter, detached: true });
  } catch (error) {
    exitCode = error instanceof CliError ? error.exitCode : 1;
    if (error instanceof AlreadyRunning) reporter.say(error.message);
    else reporter.warn(tellError(error));
  }
  reporter.ended(exitCode);
  process.exitCode = exitCode;
  if (process.connected) process.disconnect();
}

async function startInForeground(paths: ProjectPaths, settings: StartSettings, sample: boolean): Promise<void> {
  const reporter = new TerminalReporter(async (seconds) => {
    const running = await readRun(paths.stateFile);
    if (running === undefined) return;
    const { url } = running.state;
    process.stdout.write(summary({ url, seconds, logs: paths.logs, detached: false }, createPainter()));
    // Not awaited: Ctrl-C must work while the sample runs.
    if (sample) {
      void reporter
        .quietly(() => sampleOf(paths, running.state))
        .catch((error: unknown) => {
          reporter.warn(`The sample did not work: ${describeError(error)}`);
        });
    }
  });
  await supervise({ settings, paths, reporter, detached: false });
}

async function startDetached(paths: ProjectPaths, settings: StartSettings, sample: boolean): Promise<void> {
  const reporter = new TerminalReporter(() => undefined);
  const outcome = await startInBackground(paths, settings, reporter);
  if ('exitCode' in outcome) {
    process.exitCode = outcome.exitCode;
    return;
  }
  const running = await readRun(paths.stateFile);
  if (running === undefined) throw new CliError(`The service has ended again; see ${paths.supervisorLog}.`);
  const facts = { url: running.state.url, seconds: outcome.seconds, logs: paths.logs, detached: true };
  process.stdout.write(summary(facts, createPainter()));
  if (sample) await sampleOf(paths, running.state);
}

async function sampleOf(
  paths: ProjectPaths,
  { settings, url }: { settings: StartSettings; url: string },
): Promise<void> {
  await runSample({ apiUrl: localUrl(settings.host, settings.port), publicUrl: url, paths });
}
