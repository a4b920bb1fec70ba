import type { CorrectedExtraction } from '../../fields/field.types.js';
import type { TableSection } from '../report.types.js';
import { REPORT_LIMITS } from './report-limits.js';
import { toReportLine } from './report-text.js';
import { partNote, placeOf, withNote, type SectionContext } from './section-context.js';
import type { ReadTable } from './table-reading.js';

export function tableSections(
  { tables }: CorrectedExtraction,
  read: ReadTable[],
  context: SectionContext,
): TableSection[] {
  return read.map(({ name, columns, rows, cellsCut }, index) => {
    const table = tables[index];
    const rowCount = Math.max(table?.row_count ?? 0, rows.length);
    const isLast = index === read.length - 1;
    return {
      kind: 'table',
      title: name,
      columns,
      rows,
      totals_rows: table?.totals_rows.filter((row) => row < rows.length) ?? [],
      row_count: rowCount,
      place: table ? placeOf(table.location, context) : null,
      ...withNote(
        partNote('table_part', rows.length, rowCount, context),
        cellsCut ? context.label('cells_cut') : undefined,
        isLast ? partNote('tables_part', read.length, tables.length, context) : undefined,
      ),
    };
  });
}

/** The sheets of a workbook, when there are several. */
export function sheetListSections({ sheets }: CorrectedExtraction, context: SectionContext): TableSection[] {
  if (sheets.length < 2) return [];
  const { label } = context;
  const shown = sheets.slice(0, REPORT_LIMITS.entities);
  return [
    {
      kind: 'table',
      title: label('sheet_list'),
      columns: [
        { name: label('sheet'), type: 'text' },
        { name: label('rows'), type: 'integer' },
        { name: label('columns'), type: 'integer' },
        { name: label('tables'), type: 'integer' },
        { name: label('hidden'), type: 'boolean' },
      ],
      rows: shown.map(({ name, row_count, column_count, tables, hidden }) => [
        toReportLine(name, REPORT_LIMITS.nameCharacters),
        row_count,
        column_count,
        tables.length,
        hidden,
      ]),
      totals_rows: [],
      row_count: sheets.length,
      place: null,
      ...withNote(partNote('entries_part', shown.length, sheets.length, context)),
    },
  ];
}
