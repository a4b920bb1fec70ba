// eslint-disable-next-line no-control-regex -- the very characters that are to be removed
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g;
/** They turn the order of what stands beside them, also outside of the cell they came in. */
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const LINE_ENDS = /\r\n?|\u2028|\u2029/g;

/** Text that every format can carry: no controls but tab and line feed, no marks of direction,
 * nothing that is no character, no lone surrogates. */
export function toReportText(text: string): string {
  return text.toWellFormed().replace(LINE_ENDS, '\n').replace(CONTROLS, '').replace(DIRECTION_MARKS, '');
}

/** At most `max` characters, the last of them an ellipsis where something was cut. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** {@link toReportText} in one line, cut. */
export function toReportLine(text: string, max: number): string {
  return cutText(
    toReportText(text.slice(0, max * 4))
      .replace(/\s+/g, ' ')
      .trim(),
    max,
  );
}
