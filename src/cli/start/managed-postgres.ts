import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '../../common/errors.js';
import { EmbeddedPostgres } from '../embedded-postgres/embedded-postgres.js';
import { markOf } from '../process-mark.js';
import { type ProcessEvents } from './managed-process.js';
import { RestartPolicy } from './restart-policy.js';

const NAME = 'postgres';

/** The embedded database, kept alive like any other process. */
export class ManagedPostgres {
  private readonly policy = new RestartPolicy();
  private readonly server: EmbeddedPostgres;
  private readonly ending = new AbortController();
  private startedAt = 0;
  private restarts = 0;

  constructor(
    directory: string,
    logFile: string,
    private readonly events: ProcessEvents,
  ) {
    this.server = new EmbeddedPostgres({
      directory,
      logFile,
      onNotice: (message) => {
        events.onLine(NAME, message, 'stdout');
      },
      onUnexpectedExit: (reason) => {
        this.onDeath(reason);
      },
    });
  }

  /** Starts the database; its URL stays the same over restarts. */
  async start(): Promise<string> {
    const { databaseUrl, pid } = await this.server.start();
    this.startedAt = Date.now();
    const mark = markOf(pid);
    if (mark !== undefined) this.events.onStarted(NAME, mark, this.restarts);
    return databaseUrl;
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await this.server.stop();
  }

  private onDeath(reason: string): void {
    if (this.ending.signal.aborted) return;
    const delay = this.policy.afterDeath(Date.now() - this.startedAt);
    if (delay === undefined) {
      this.events.onHopeless(NAME, reason, []);
      return;
    }
    this.events.onCrash(NAME, reason, delay);
    void this.startAgain(delay);
  }

  private async startAgain(delayMs: number): Promise<void> {
    try {
      await sleep(delayMs, undefined, { signal: this.ending.signal });
    } catch {
      return;
    }
    try {
      this.restarts += 1;
      this.startedAt = Date.now();
      await this.start();
    } catch (error) {
      this.onDeath(describeError(error));
    }
  }
}
