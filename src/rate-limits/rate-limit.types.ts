/** So many within so many seconds. */
export interface RateLimit {
  /** Tells its counters from those of other limits. */
  name: string;
  points: number;
  seconds: number;
}

/** How somebody stands with a limit after an attempt. */
export interface Standing {
  limit: RateLimit;
  allowed: boolean;
  remaining: number;
  /** Until all of it may be used again. */
  resetSeconds: number;
}
