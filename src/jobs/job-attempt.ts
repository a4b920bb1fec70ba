import { toStorableText } from '../common/text.js';
import { inSpan } from '../tracing/tracing.js';
import type { Job } from './job.entity.js';
import type { JobProgress, JobsRepository, JobStep } from './jobs.repository.js';
import { StageClock } from './stage-clock.js';
import { TimeLeft } from './time-left.js';

/** A cancelled job is noticed with the next of them, so within a second its process is stopped. */
const HEARTBEAT_MS = 750;
const MIN_PROGRESS_INTERVAL_MS = 100;

/** Why the work of a worker that stops is aborted. */
class HandedBackError extends Error {
  constructor() {
    super('The worker stops');
    this.name = 'HandedBackError';
  }
}

/** One attempt while it runs: it keeps the job alive, tells how far it is, and learns when the job was taken away. */
export class JobAttempt {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private unsaved: JobProgress | null = null;
  private toldPercent = -1;
  private toldAt = 0;
  private telling: Promise<void> | null = null;
  private readonly timeLeft = new TimeLeft(Date.now());
  private readonly clock = new StageClock();

  constructor(
    readonly job: Job,
    private readonly jobs: JobsRepository,
    private readonly tell: () => Promise<void>,
  ) {}

  /** Aborted when the job was cancelled, deleted or given to another worker. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get lost(): boolean {
    return this.controller.signal.aborted;
  }

  /** Whether the work was stopped by ourselves: the job is still this attempt's, to be given back. */
  get handedBack(): boolean {
    return this.controller.signal.reason instanceof HandedBackError;
  }

  /** Stops the work, because this worker stops. */
  handBack(): void {
    this.controller.abort(new HandedBackError());
  }

  start(): void {
    this.scheduleHeartbeat();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Does a part of the work outside of child processes, as a stage of its own. */
  during<T>(stage: string, work: () => Promise<T>): Promise<T> {
    this.clock.enter(stage);
    return inSpan(stage, {}, work);
  }

  /** Ends the last stage; resolves to the milliseconds of each. */
  endStages(): Record<string, number> {
    return this.clock.stop();
  }

  /** Notes how far the work is; saved with the next heartbeat, told at each whole percent. Never goes back. */
  report({ progress, stage, message }: JobStep): void {
    this.clock.enter(stage);
    if (this.lost || progress < this.job.progress) return;
    const secondsLeft = this.timeLeft.seconds(progress, Date.now());
    this.unsaved = { progress, stage, message: toStorableText(message), secondsLeft };
    Object.assign(this.job, this.unsaved);
    const percent = Math.floor(progress * 100);
    // One message at a time: two that are on their way together could arrive in the wrong order.
    if (this.telling || percent === this.toldPercent) return;
    if (Date.now() - this.toldAt < MIN_PROGRESS_INTERVAL_MS) return;
    this.toldPercent = percent;
    this.toldAt = Date.now();
    // A live message is a courtesy: the row tells the truth, so a failing bus must not fail the work.
    this.telling = this.tell()
      .catch(() => undefined)
      .finally(() => {
        this.telling = null;
      });
  }

  /** Resolves once no progress is on its way any more, so that none arrives after the end that it led to. */
  async quiet(): Promise<void> {
    await this.telling;
  }

  private scheduleHeartbeat(): void {
    this.timer = setTimeout(() => {
      void this.beat();
    }, HEARTBEAT_MS);
  }

  private async beat(): Promise<void> {
    const { id, attemptToken } = this.job;
    const progress = this.unsaved;
    this.unsaved = null;
    try {
      const mine = attemptToken !== null && (await this.jobs.heartbeat(id, attemptToken, progress));
      if (this.stopped) return;
      if (!mine) {
        this.controller.abort(new Error(`Job ${id} was taken away from attempt ${this.job.attempt}`));
        return;
      }
    } catch {
      // The database is away: the work goes on, and the fence at its end decides whether it still counts.
      this.unsaved ??= progress;
    }
    if (!this.stopped) this.scheduleHeartbeat();
  }
}
