/** How far years of two digits reach into the future; the rest of the hundred years lies in the past. */
const YEARS_AHEAD = 20;
const FIRST_YEAR = 1800;
const LAST_YEAR = 2199;

/** `YYYY-MM-DD`, or null for a day that no calendar has. */
export function toIsoDate(year: number, month: number, day: number): string | null {
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1) return null;
  const time = new Date(Date.UTC(year, month - 1, day));
  return time.getUTCMonth() === month - 1 && time.getUTCDate() === day ? time.toISOString().slice(0, 10) : null;
}

/** The full year that two digits stand for: between 80 years before and 19 years after this one. */
export function toFullYear(digits: string, today: string): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  const first = Number(today.slice(0, 4)) + YEARS_AHEAD - 100;
  return first + ((((year - first) % 100) + 100) % 100);
}

/** `HH:MM` or `HH:MM:SS`, or null for a time that no clock shows. */
export function toIsoTime(hour: number, minute: number, second: number | null): string | null {
  if (hour > 23 || minute > 59 || (second ?? 0) > 59) return null;
  const parts = second === null ? [hour, minute] : [hour, minute, second];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
