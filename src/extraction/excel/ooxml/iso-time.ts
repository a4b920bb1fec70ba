const DATE_AND_TIME = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})?)?$/;
const TIME = /^T?(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z?$/;

/** A date, or a time of day, as cells of the type `d` hold it: without fractions of seconds, midnight as the day. */
export function readIsoTime(text: string): string {
  const trimmed = text.trim();
  const [, date, time] = DATE_AND_TIME.exec(trimmed) ?? [];
  if (date !== undefined) return time === undefined || time === '00:00:00' ? date : `${date}T${time}`;
  return TIME.exec(trimmed)?.[1] ?? trimmed;
}
