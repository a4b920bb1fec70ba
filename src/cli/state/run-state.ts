import { rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { createJsonFile, ownMark, processMarkSchema, readJsonFile, writeJsonFile } from '../claim-file.js';
import { CliError, errorCode } from '../cli-error.js';
import { isRunning } from '../process-mark.js';

/** What a start was asked for; a restart asks for the same. */
export const startSettingsSchema = z.object({
  /** Of the first API; further ones take the ports after it. */
  port: z.number().int(),
  host: z.string(),
  apis: z.number().int().default(1),
  workers: z.number().int(),
  /** Whether the configuration must be fit for production. */
  production: z.boolean().default(false),
  /** Whether the database is the service's own or one that DATABASE_URL named. */
  database: z.enum(['embedded', 'external']),
});
export type StartSettings = z.infer<typeof startSettingsSchema>;

const managedProcessSchema = processMarkSchema.extend({
  name: z.string(),
  since: z.string(),
  restarts: z.number().int(),
});
export type ManagedProcessState = z.infer<typeof managedProcessSchema>;

/** The state file: who supervises, and every process that it started. */
const runStateSchema = processMarkSchema.extend({
  status: z.enum(['starting', 'running', 'stopping']),
  version: z.string(),
  started_at: z.string(),
  url: z.string(),
  port: z.number().int(),
  detached: z.boolean(),
  settings: startSettingsSchema,
  processes: z.array(managedProcessSchema),
});
export type RunState = z.infer<typeof runStateSchema>;

/** The recorded run: `live` when its supervisor still is, otherwise what a killed one left. */
export interface RecordedRun {
  live: boolean;
  state: RunState;
}

export async function readRun(path: string): Promise<RecordedRun | undefined> {
  try {
    const state = await readJsonFile(path, runStateSchema);
    return state === undefined ? undefined : { live: isRunning(state), state };
  } catch (error) {
    throw new CliError(`The state file ${path} cannot be read (${errorCode(error) ?? 'unknown error'}).`);
  }
}

/** Keeps the state file of this supervisor. */
export class RunStateFile {
  private writes: Promise<void> = Promise.resolve();

  private constructor(
    private readonly path: string,
    private state: RunState,
  ) {}

  /** Takes the state file for this process. Gives the run that has it instead, when one is alive. */
  static async claim(path: string, run: Omit<RunState, 'pid' | 'started'>): Promise<RunStateFile | RecordedRun> {
    const state = { ...run, ...ownMark() };
    for (;;) {
      if (await createJsonFile(path, state)) return new RunStateFile(path, state);
      const other = await readRun(path);
      if (other?.live) return other;
      // Moved, then removed: of two that find the same stale file only one can move it.
      await rename(path, `${path}.stale`).catch((error: unknown) => {
        if (errorCode(error) !== 'ENOENT') throw error;
      });
      await rm(`${path}.stale`, { force: true });
    }
  }

  get current(): RunState {
    return this.state;
  }

  async update(changes: Partial<RunState>): Promise<void> {
    this.state = { ...this.state, ...changes };
    this.writes = this.writes.then(() => writeJsonFile(this.path, this.state));
    return this.writes;
  }

  /** Records a process that was (re)started. */
  async setProcess(entry: ManagedProcessState): Promise<void> {
    const others = this.state.processes.filter(({ name }) => name !== entry.name);
    const processes = [...others, entry].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    return this.update({ processes });
  }

  async remove(): Promise<void> {
    await this.writes.catch(() => undefined);
    await rm(this.path, { force: true });
  }
}
