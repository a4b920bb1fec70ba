import type { FileType } from '../../common/media-types.js';
import type { Locale } from '../../common/messages/messages.js';
import type { CorrectedExtraction } from '../../fields/field.types.js';
import { labeller } from '../report-labels.js';
import type { ReportStructure, TextSection } from '../report.types.js';
import { entitySections, fieldSections, validationSections } from './finding.sections.js';
import { warningMessage } from './found-messages.js';
import { REPORT_LIMITS } from './report-limits.js';
import { toReportLine, toReportText } from './report-text.js';
import { partNote, withNote, type SectionContext } from './section-context.js';
import { statisticsSections } from './statistics.section.js';
import { summarySection } from './summary.section.js';
import { readTables, type RowSource } from './table-reading.js';
import { sheetListSections, tableSections } from './table.sections.js';

export interface ReportSubject {
  id: string;
  locale: Locale;
  /** ISO 8601. */
  createdAt: string;
  /** ISO 8601: when the data was read from the document. */
  dataAsOf: string;
  document: { id: string; filename: string; fileType: FileType; sizeBytes: number };
  extraction: CorrectedExtraction;
}

/**
 * Says what an extraction holds in sections, in the words of one language. Sections without content are left out, and
 * what does not fit `REPORT_LIMITS` is left out with a note. `rowsOf` gives all rows of a table; without it a report
 * tells of the rows that the extraction itself holds.
 */
export async function buildReport(subject: ReportSubject, rowsOf?: RowSource): Promise<ReportStructure> {
  const { id, locale, createdAt, dataAsOf, document, extraction } = subject;
  const label = labeller(locale);
  const context: SectionContext = { locale, label };
  const tables = await readTables(extraction, context, rowsOf);
  return {
    schema_version: 1,
    id,
    document_id: document.id,
    title: label('title', { name: nameOf(document.filename) }),
    locale,
    created_at: createdAt,
    data_as_of: dataAsOf,
    sections: [
      summarySection(subject, context),
      ...fieldSections(extraction, context),
      ...validationSections(extraction, context),
      ...tables.flatMap(({ charts }) => charts).slice(0, REPORT_LIMITS.charts),
      ...sheetListSections(extraction, context),
      ...tableSections(extraction, tables, context),
      ...statisticsSections(extraction, tables, context),
      ...entitySections(extraction, context),
      ...textSections(extraction, context),
    ],
  };
}

/** Without its extension: the kind of the document is told elsewhere. */
function nameOf(filename: string): string {
  const line = toReportLine(filename, REPORT_LIMITS.nameCharacters);
  return line.replace(/(?<=.)\.[A-Za-z0-9]{1,5}$/, '');
}

function textSections({ text, text_length, warnings }: CorrectedExtraction, context: SectionContext): TextSection[] {
  const sections: TextSection[] = [];
  const { textCharacters } = REPORT_LIMITS;
  const paragraphs = toReportText(text.slice(0, textCharacters))
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '');
  if (paragraphs.length > 0) {
    const note = partNote('text_part', textCharacters, Math.max(text_length, text.length), context);
    sections.push({ kind: 'text', title: context.label('text'), paragraphs, ...withNote(note) });
  }
  if (warnings.length > 0) {
    const shown = warnings.slice(0, REPORT_LIMITS.warnings);
    const messages = shown.map((warning) =>
      toReportLine(warningMessage(warning, context.locale), REPORT_LIMITS.cellCharacters),
    );
    const note = partNote('entries_part', shown.length, warnings.length, context);
    sections.push({ kind: 'text', title: context.label('warnings'), paragraphs: messages, ...withNote(note) });
  }
  return sections;
}
