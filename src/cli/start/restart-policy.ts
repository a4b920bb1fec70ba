const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** Who dies within this time never came up. */
const EARLY_MS = 5_000;
const MAX_EARLY_DEATHS = 5;
/** Who lived this long is sound again; the next death counts as the first. */
const STEADY_MS = 60_000;

/** Decides what follows on the death of a process: how long to wait, or that it is hopeless. */
export class RestartPolicy {
  private deaths = 0;
  private earlyDeaths = 0;

  /** Milliseconds until the next start, or undefined when the process died in its first seconds once too often. */
  afterDeath(livedMs: number): number | undefined {
    if (livedMs >= STEADY_MS) this.deaths = 0;
    this.deaths += 1;
    this.earlyDeaths = livedMs < EARLY_MS ? this.earlyDeaths + 1 : 0;
    if (this.earlyDeaths >= MAX_EARLY_DEATHS) return undefined;
    return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (this.deaths - 1));
  }
}
