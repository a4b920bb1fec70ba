import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeJsonFile } from '../claim-file.js';
import { CliError } from '../cli-error.js';
import { type ProjectPaths } from '../paths.js';
import { stopLeftoverProcesses } from '../state/leftover-processes.js';
import { readRun, RunStateFile, type RecordedRun, type StartSettings } from '../state/run-state.js';
import { ensureBuilt, ensureFolders, ensurePortsFree, ensureUsableEnv } from './preflight.js';
import { type Reporter } from './reporter.js';
import { resolveSecretKey } from './secret-key.js';
import { publicUrl } from './service-url.js';
import { onStopSignals } from './stop-signals.js';
import { Supervisor } from './supervisor.js';

/** Stands in for the embedded server's URL while the configuration is checked. */
const DATABASE_PLACEHOLDER = 'postgres://embedded';

export interface SuperviseOptions {
  settings: StartSettings;
  paths: ProjectPaths;
  reporter: Reporter;
  detached: boolean;
}

/** Told instead of starting when the service runs already. */
export class AlreadyRunning extends CliError {
  constructor(readonly run: RecordedRun) {
    super(`Sheaf is ${run.state.status} already: pid ${run.state.pid}, ${run.state.url}`, 0);
  }
}

/**
 * Starts the service and stays with it until it is told to stop. Everything that can be known beforehand is checked
 * first, so that a refusal leaves nothing behind. Throws {@link CliError} with the reason when it ends badly.
 */
export async function supervise({ settings, paths, reporter, detached }: SuperviseOptions): Promise<void> {
  const startedAt = performance.timeOrigin;
  await ensureFolders(paths);
  await clearEarlierRun(paths, reporter);
  await ensureBuilt(paths);
  const env = await serviceEnv(settings, paths);
  const port = await ensurePortsFree(settings.port, settings.apis, settings.host);
  env.PORT = String(port);
  const run = await RunStateFile.claim(paths.stateFile, {
    status: 'starting',
    version: await readVersion(paths.root),
    started_at: new Date().toISOString(),
    url: publicUrl(settings.host, port),
    port,
    detached,
    settings: { ...settings, port },
    processes: [],
  });
  if (!(run instanceof RunStateFile)) throw new AlreadyRunning(run);
  const supervisor = new Supervisor(paths, env, run, reporter);
  const stopAsked = onStopSignals(reporter, () => {
    supervisor.force();
  });
  await attend(supervisor, stopAsked, async () => {
    await writeJsonFile(paths.lastStartFile, run.current.settings);
    await reporter.ready((Date.now() - startedAt) / 1000);
  });
  reporter.say('Stopped.');
}

/** From the start to the end, whichever way it comes. */
async function attend(supervisor: Supervisor, stopAsked: Promise<void>, onReady: () => Promise<void>): Promise<void> {
  const stopped = stopAsked.then(() => supervisor.stop());
  try {
    await supervisor.start();
    await onReady();
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
  const reason = await Promise.race([stopped, supervisor.hopeless]);
  if (reason === undefined) return;
  await supervisor.stop();
  throw reason;
}

async function clearEarlierRun(paths: ProjectPaths, reporter: Reporter): Promise<void> {
  const earlier = await readRun(paths.stateFile);
  if (earlier === undefined) return;
  if (earlier.live) throw new AlreadyRunning(earlier);
  const stopped = await stopLeftoverProcesses(earlier.state);
  if (stopped.length > 0) reporter.say(`Stopped what an earlier run left behind: ${stopped.join(', ')}.`);
}

async function serviceEnv(settings: StartSettings, paths: ProjectPaths): Promise<NodeJS.ProcessEnv> {
  const env: NodeJS.ProcessEnv = { ...process.env, TZ: 'UTC', HOST: settings.host, PORT: String(settings.port) };
  env.SECRET_KEY = await resolveSecretKey(paths.secretKey);
  ensureUsableEnv({ ...env, DATABASE_URL: settings.database === 'external' ? env.DATABASE_URL : DATABASE_PLACEHOLDER });
  return env;
}

export async function readVersion(root: string): Promise<string> {
  const manifest = z.object({ version: z.string() });
  return manifest.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))).version;
}
