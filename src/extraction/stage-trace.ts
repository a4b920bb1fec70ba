import type { ProgressListener } from './extraction.types.js';

/** Reports how far the current stage is: `done` is 0–1 of the stage. */
export type StageProgress = (done: number, message?: string) => void;

/** Times the stages of one extraction and turns their progress into one line from 0 to 1 that never goes back. */
export class StageTrace {
  readonly stages: Record<string, number> = {};
  private readonly startedAt = performance.now();
  private reported = 0;

  constructor(
    private readonly onProgress: ProgressListener,
    private readonly signal?: AbortSignal,
  ) {}

  get totalMs(): number {
    return elapsed(this.startedAt);
  }

  /**
   * Runs one stage. `upTo` is where the whole extraction stands at its end, 0–1. A stage that runs more than once adds
   * up its times.
   */
  async run<T>(
    stage: string,
    upTo: number,
    message: string,
    work: (progress: StageProgress) => Promise<T>,
  ): Promise<T> {
    const from = this.reported;
    const startedAt = performance.now();
    const report: StageProgress = (done, detail = message) => {
      this.signal?.throwIfAborted();
      this.reported = Math.max(this.reported, from + Math.min(Math.max(done, 0), 1) * (upTo - from));
      this.onProgress({ stage, progress: this.reported, message: detail });
    };
    report(0);
    try {
      const result = await work(report);
      this.reported = Math.max(this.reported, upTo);
      return result;
    } finally {
      this.stages[stage] = (this.stages[stage] ?? 0) + elapsed(startedAt);
    }
  }
}

function elapsed(since: number): number {
  return Math.round(performance.now() - since);
}
