/** Below this the first steps, which are quick, say nothing of the rest. */
const MIN_ELAPSED_MS = 1_000;
/** Steps are put together to at least so long: a single one may be a burst. */
const MIN_INTERVAL_MS = 250;
/** How long the pace of a past moment matters: after as long again it counts about a third. */
const MEMORY_MS = 3_000;
const MAX_SECONDS = 86_400;

/**
 * Tells from the pace of progress how long a job will still take. The pace is an exponential moving average over time,
 * so that a slow stage after a quick one is believed within seconds.
 */
export class TimeLeft {
  private last: { progress: number; at: number };
  private pace: number | null = null;

  /** `startedAt` in milliseconds, as all times here. */
  constructor(private readonly startedAt: number) {
    this.last = { progress: 0, at: startedAt };
  }

  /** Whole seconds until `progress`, 0–1, will be 1; null as long as it cannot be told. */
  seconds(progress: number, now: number): number | null {
    const elapsed = now - this.last.at;
    if (elapsed >= MIN_INTERVAL_MS) {
      const pace = (progress - this.last.progress) / elapsed;
      const share = this.pace === null ? 1 : 1 - Math.exp(-elapsed / MEMORY_MS);
      this.pace = (this.pace ?? 0) * (1 - share) + pace * share;
      this.last = { progress, at: now };
    }
    if (this.pace === null || this.pace <= 0 || now - this.startedAt < MIN_ELAPSED_MS) return null;
    return Math.min(Math.round((1 - progress) / this.pace / 1_000), MAX_SECONDS);
  }
}
