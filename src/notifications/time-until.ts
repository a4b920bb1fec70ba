const MAX_TIMER_MS = 2 ** 31 - 1;

/** Milliseconds until then for a timer, which takes at most 24.8 days and fires at once when it is given more. */
export function timeUntil(then: Date): number {
  return Math.min(then.getTime() - Date.now(), MAX_TIMER_MS);
}
