import { isStageName } from '../common/progress.js';

/** More than any reader has. */
const MAX_STAGES = 30;

/** Adds up how long an attempt was in each of its stages. */
export class StageClock {
  private readonly times = new Map<string, number>();
  private current: { stage: string; since: number } | null = null;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * The attempt is in `stage` from now on. Names come from child processes, which may have been taken over by a
   * document: what is no plain name, and what is one too many, is not told apart from the stage before.
   */
  enter(stage: string): void {
    if (this.current?.stage === stage || !isStageName(stage)) return;
    if (!this.times.has(stage) && this.times.size >= MAX_STAGES) return;
    this.stop();
    this.times.set(stage, this.times.get(stage) ?? 0);
    this.current = { stage, since: this.now() };
  }

  /** Ends the present stage; resolves to the whole milliseconds of each. */
  stop(): Record<string, number> {
    if (this.current) {
      const { stage, since } = this.current;
      this.times.set(stage, (this.times.get(stage) ?? 0) + this.now() - since);
      this.current = null;
    }
    return Object.fromEntries([...this.times].map(([stage, ms]) => [stage, Math.round(ms)]));
  }
}
