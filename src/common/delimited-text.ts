import { parse } from 'csv-parse/sync';

/** From the least to the most likely to stand in text by chance. */
const DELIMITERS = ['\t', ';', '|', ','] as const;
const LOOKED_AT_RECORDS = 100;
/** So many records must have the same number of fields for text to look like a table. */
const TABULAR_SHARE = 0.9;
/** Excel's own way to name the delimiter, in a line of its own. */
const NAMED_DELIMITER = /^sep=(.)(?:\r\n|\r|\n)/;

export interface DelimitedLook {
  delimiter: string;
  /** Whether nearly all lines have the same number of fields, at least two. */
  tabular: boolean;
  /** The first line names the delimiter and is none of the table. */
  named: boolean;
}

/** How the fields of a text are set apart, told from its beginning; `isCut` says that its last line may be unfinished. */
export function lookOfText(text: string, isCut: boolean): DelimitedLook {
  const named = NAMED_DELIMITER.exec(text)?.[1];
  if (named !== undefined) return { delimiter: named, tabular: true, named: true };
  const lines = isCut ? text.slice(0, text.lastIndexOf('\n') + 1) || text : text;
  let best = { delimiter: ',', share: 0, records: 0 };
  for (const delimiter of DELIMITERS) {
    const found = regularity(lines, delimiter);
    if (found.share > best.share) best = { delimiter, ...found };
  }
  return { delimiter: best.delimiter, tabular: best.records > 1 && best.share >= TABULAR_SHARE, named: false };
}

/** The share of records that have the most frequent number of fields, if that is more than one. */
function regularity(text: string, delimiter: string): { share: number; records: number } {
  const counts = new Map<number, number>();
  const records = parseBeginning(text, delimiter);
  for (const { length } of records) if (length > 1) counts.set(length, (counts.get(length) ?? 0) + 1);
  return { share: Math.max(0, ...counts.values()) / Math.max(records.length, 1), records: records.length };
}

function parseBeginning(text: string, delimiter: string): string[][] {
  const options = { delimiter, relax_column_count: true, skip_empty_lines: true, to: LOOKED_AT_RECORDS };
  try {
    return parse(text, { ...options, relax_quotes: true });
  } catch {
    // A quote that is never closed.
    return parse(text, { ...options, quote: null });
  }
}
