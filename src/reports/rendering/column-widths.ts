import type { Locale } from '../../common/messages/messages.js';
import { formatValue, isNumeric } from '../report-format.js';
import type { ReportColumn } from '../report.types.js';
import type { SectionTable } from './section-table.js';
import { textWidth, widestLine } from './text-width.js';

const MAX_TEXT_WIDTH = 46;
/** Texts are broken into lines, but not into narrower columns than this. */
const MIN_TEXT_WIDTH = 13;
const MAX_HEADER_WIDTH = 12;
/** Of a UUID, which is read as a whole. */
const MAX_NUMBER_WIDTH = 36;
/** Before words that follow figures. */
const GAP = 2;

/** How wide a column may be, in narrow characters. */
export interface ColumnWidth {
  natural: number;
  least: number;
}

export function measureColumns(table: SectionTable, locale: Locale): ColumnWidth[] {
  return table.columns.map((_, index) => measureColumn(table, index, locale));
}

/** Whether words follow figures, which end where the words begin. */
export function isSetApart(columns: readonly ReportColumn[], index: number): boolean {
  const [before, column] = [columns[index - 1], columns[index]];
  return before !== undefined && column !== undefined && isNumeric(before.type) && !isNumeric(column.type);
}

function measureColumn({ columns, rows }: SectionTable, index: number, locale: Locale): ColumnWidth {
  let text = 0;
  let number = 0;
  for (const row of rows) {
    const cell = row[index];
    if (!cell) continue;
    const shown = formatValue(cell, locale);
    if (typeof cell.value === 'string' && cell.type === 'text') text = Math.max(text, widestLine(shown));
    else number = Math.max(number, textWidth(shown));
  }
  const header = textWidth(columns[index]?.name ?? '');
  const gap = isSetApart(columns, index) ? GAP : 0;
  const unbroken = Math.max(Math.min(number, MAX_NUMBER_WIDTH), Math.min(header, MAX_HEADER_WIDTH), 3);
  return {
    least: Math.max(unbroken, Math.min(text, MIN_TEXT_WIDTH)) + gap,
    natural: Math.max(unbroken, Math.min(Math.max(text, number, header), MAX_TEXT_WIDTH)) + gap,
  };
}
