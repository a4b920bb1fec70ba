import type { CellValue } from '../../../extraction/extraction.types.js';
import { namedLabel } from '../../report-labels.js';
import type { ReportColumn, TableSection } from '../../report.types.js';
import { validationMessage } from '../found-messages.js';
import { toReportLine } from '../report-text.js';
import { partNote, withNote, type SectionContext } from '../section-context.js';
import { toAmount } from './amounts.js';
import type { CollectionFigures, DocumentLine, FailedLine, Lines } from './collection-figures.types.js';
import { COLLECTION_LIMITS } from './collection-limits.js';
import { documentTypeName } from './group-names.js';

const { nameCharacters, messageCharacters } = COLLECTION_LIMITS;

/** Columns that a line has beside those of its document, and what stands in them. */
interface Extra<T> {
  columns: ReportColumn[];
  cells: (line: T) => CellValue[];
}

/** Documents that seem to have come more than once. */
export function duplicateSections({ duplicates }: CollectionFigures, context: SectionContext): TableSection[] {
  const { label } = context;
  const set = {
    columns: [{ name: label('duplicate_set'), type: 'integer' as const }],
    cells: (line: { set: number }) => [line.set],
  };
  const section = lineSection(label('duplicates'), duplicates, [set, MONEY, LINK], context);
  return section.map((each) => ({ ...each, ...withNote(label('duplicates_note'), each.note) }));
}

/** Documents that lack what their kind should have. */
export function missingSections({ missing }: CollectionFigures, context: SectionContext): TableSection[] {
  const { label, locale } = context;
  const nameOf = (field: string): string => namedLabel(locale, 'field', field) ?? field;
  const kind = {
    columns: [{ name: label('group.document_type'), type: 'text' as const }],
    cells: (line: DocumentLine) => [kindOf(line, context)],
  };
  const fields = {
    columns: [{ name: label('missing'), type: 'text' as const }],
    cells: (line: { fields: string[] }) => [line.fields.map(nameOf).join(', ')],
  };
  return lineSection(label('missing_fields'), missing, [kind, fields, LINK], context);
}

/** Checks that were not passed, and why. */
export function failedSections({ failed }: CollectionFigures, context: SectionContext): TableSection[] {
  const { label, locale } = context;
  const check = {
    columns: [
      { name: label('rule'), type: 'text' as const },
      { name: label('message'), type: 'text' as const },
    ],
    cells: (line: FailedLine) => [
      namedLabel(locale, 'rule', line.rule) ?? line.rule.replaceAll('_', ' '),
      toReportLine(validationMessage(line, locale), messageCharacters),
    ],
  };
  return lineSection(label('failed_validations'), failed, [check, LINK], context);
}

/** The documents themselves. */
export function listSections({ list }: CollectionFigures, context: SectionContext): TableSection[] {
  const { label } = context;
  const kind = {
    columns: [{ name: label('group.document_type'), type: 'text' as const }],
    cells: (line: DocumentLine) => [kindOf(line, context)],
  };
  const section = lineSection(label('document_list'), list, [kind, MONEY, LINK], context);
  return section.map((each) => ({ ...each, ...withNote(label('list_note'), each.note) }));
}

type ExtraOf<T> = Extra<T> | typeof MONEY | typeof LINK;

/** Issuer, number, date and sum: what a document is told apart by. */
const MONEY = 'money';
/** Where the service has the document: its path without what all of them have in common, to fit on paper. */
const LINK = 'link';

function lineSection<T extends DocumentLine>(
  title: string,
  lines: Lines<T>,
  extras: ExtraOf<T>[],
  context: SectionContext,
): TableSection[] {
  if (lines.total === 0) return [];
  const { label } = context;
  const parts = extras.map((extra): Extra<T> => {
    if (extra === MONEY) return moneyColumns(context);
    return extra === LINK ? linkColumn(context) : extra;
  });
  const rows = lines.shown.map((line): CellValue[] => [
    toReportLine(line.filename, nameCharacters),
    ...parts.flatMap(({ cells }) => cells(line)),
  ]);
  return [
    {
      kind: 'table',
      title,
      columns: [{ name: label('document'), type: 'text' }, ...parts.flatMap(({ columns }) => columns)],
      rows,
      totals_rows: [],
      row_count: lines.total,
      place: null,
      ...withNote(partNote('entries_part', lines.shown.length, lines.total, context)),
    },
  ];
}

function moneyColumns({ label, locale }: SectionContext): Extra<DocumentLine> {
  return {
    columns: [
      { name: label('group.issuer'), type: 'text' },
      { name: label('field.document_number'), type: 'text' },
      { name: label('field.issue_date'), type: 'date' },
      { name: label('field.total'), type: 'money' },
      { name: label('group.currency'), type: 'text' },
    ],
    cells: ({ issuer, documentNumber, issued, total, currency }) => [
      issuer === null ? null : toReportLine(issuer, nameCharacters),
      documentNumber === null ? null : toReportLine(documentNumber, nameCharacters),
      issued,
      toAmount(total, locale),
      currency,
    ],
  };
}

function linkColumn({ label }: SectionContext): Extra<DocumentLine> {
  return { columns: [{ name: label('link'), type: 'identifier' }], cells: ({ id }) => [id] };
}

function kindOf({ documentType }: DocumentLine, { label, locale }: SectionContext): string {
  return documentType === null ? label('no_group.document_type') : documentTypeName(documentType, locale);
}
