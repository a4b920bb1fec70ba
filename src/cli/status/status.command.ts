import pidusage from 'pidusage';
import { z } from 'zod';
import { createPainter, type Painter, styleOfProcess } from '../colours.js';
import { type ProjectPaths } from '../paths.js';
import { isRunning } from '../process-mark.js';
import { localUrl } from '../start/service-url.js';
import { readRun, type RunState } from '../state/run-state.js';

/** As service managers have it: 0 running and well, 1 running but not well, 3 not running. */
const UNWELL = 1;
const NOT_RUNNING = 3;
const HEALTH_TIMEOUT_MS = 5_000;

const healthSchema = z.object({ status: z.string(), checks: z.record(z.string(), z.unknown()).default({}) });
type Health = z.infer<typeof healthSchema>;

interface ProcessStatus {
  name: string;
  pid: number;
  running: boolean;
  uptimeSeconds: number;
  memoryBytes: number | null;
  restarts: number;
}

/** `sheaf status`: what runs, since when, how large, and whether it is well. Returns the exit code. */
export async function statusCommand(paths: ProjectPaths, { json }: { json: boolean }): Promise<number> {
  const run = await readRun(paths.stateFile);
  if (!run?.live) {
    const hint = run === undefined ? '' : ' (it was killed; scripts/stop.sh or the next start clears what is left)';
    process.stdout.write(json ? '{"status":"stopped"}\n' : `Sheaf is not running${hint}.\n`);
    return NOT_RUNNING;
  }
  const { state } = run;
  const [processes, health] = await Promise.all([processStatuses(state), readHealth(state)]);
  const well = health?.status === 'ok' && processes.every(({ running }) => running);
  if (json) process.stdout.write(`${JSON.stringify({ status: state.status, url: state.url, processes, health })}\n`);
  else process.stdout.write(render(state, processes, health, createPainter()));
  return well ? 0 : UNWELL;
}

async function processStatuses(state: RunState): Promise<ProcessStatus[]> {
  const supervisor = {
    name: 'supervisor',
    pid: state.pid,
    started: state.started,
    since: state.started_at,
    restarts: 0,
  };
  return Promise.all(
    [supervisor, ...state.processes].map(async (entry) => ({
      name: entry.name,
      pid: entry.pid,
      running: isRunning(entry),
      uptimeSeconds: Math.max(0, Math.round((Date.now() - Date.parse(entry.since)) / 1000)),
      memoryBytes: await pidusage(entry.pid).then(
        ({ memory }) => memory,
        () => null,
      ),
      restarts: entry.restarts,
    })),
  );
}

async function readHealth({ settings }: RunState): Promise<Health | undefined> {
  try {
    const url = `${localUrl(settings.host, settings.port)}/health`;
    const response = await fetch(url, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) });
    return parseHealth(await response.json());
  } catch {
    return undefined;
  }
}

/** The answer may come in the envelope that the API puts around everything. */
export function parseHealth(body: unknown): Health | undefined {
  const enveloped = z.object({ data: healthSchema }).safeParse(body).data;
  return enveloped?.data ?? healthSchema.safeParse(body).data;
}

function render(state: RunState, processes: ProcessStatus[], health: Health | undefined, paint: Painter): string {
  const rows = processes.map((entry) => {
    const mark = entry.running ? paint('green', '●') : paint('red', '○');
    const cells = [
      paint(styleOfProcess(entry.name), entry.name.padEnd(11)),
      String(entry.pid).padStart(8),
      (entry.running ? duration(entry.uptimeSeconds) : 'down').padStart(10),
      (entry.memoryBytes === null ? '–' : `${Math.round(entry.memoryBytes / 1024 / 1024)} MB`).padStart(8),
      entry.restarts > 0 ? paint('yellow', `  ${entry.restarts} restart${entry.restarts === 1 ? '' : 's'}`) : '',
    ];
    return `  ${mark} ${cells.join(' ')}`.trimEnd();
  });
  const head = `Sheaf ${state.version} is ${state.status}: ${paint('bold', state.url)}`;
  const titles = paint(
    'dim',
    `    ${'process'.padEnd(11)} ${'pid'.padStart(8)} ${'up'.padStart(10)} ${'memory'.padStart(8)}`,
  );
  return [head, '', titles, ...rows, '', renderHealth(health, paint), ''].join('\n');
}

function renderHealth(health: Health | undefined, paint: Painter): string {
  if (health === undefined) return `  ${paint('red', 'health: the API does not answer')}`;
  const checks = Object.entries(health.checks).map(([name, value]) => `${name} ${checkStatus(value)}`);
  return `  health: ${paint(health.status === 'ok' ? 'green' : 'red', health.status)}  ${checks.join(', ')}`.trimEnd();
}

/** A check is a word or an object that holds one. */
function checkStatus(value: unknown): string {
  const parsed = z.object({ status: z.string() }).safeParse(value);
  return parsed.success ? parsed.data.status : typeof value === 'string' ? value : JSON.stringify(value);
}

/** `3 d 4 h`, `12 min 5 s`: the two largest units. */
export function duration(seconds: number): string {
  const units: [number, string][] = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const start = units.findIndex(([size]) => seconds >= size);
  if (start === -1) return '0 s';
  let rest = seconds;
  const parts = units.slice(start, start + 2).map(([size, unit]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : `${count} ${unit}`;
  });
  return parts.filter(Boolean).join(' ');
}
