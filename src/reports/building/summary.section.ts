import type { CorrectedExtraction } from '../../fields/field.types.js';
import { formatShare } from '../report-format.js';
import type { ReportValue, SummarySection } from '../report.types.js';
import type { ReportSubject } from './report-builder.js';
import { REPORT_LIMITS } from './report-limits.js';
import { toReportLine } from './report-text.js';
import { formatCount, type SectionContext } from './section-context.js';

type Entry = SummarySection['entries'][number];

/** What the document is, in a few sentences and figures. */
export function summarySection({ document, extraction }: ReportSubject, context: SectionContext): SummarySection {
  const { label, locale } = context;
  const { metadata, pages, sheets, tables, language, keywords, validations, timings } = extraction;
  const failed = validations.filter(({ status }) => status === 'fail').length;
  const entries = [
    entry(label('filename'), text(document.filename)),
    entry(label('file_type'), text(label(`file_type.${document.fileType}`))),
    entry(label('size'), { value: document.sizeBytes, type: 'bytes' }),
    entry(label('document_title'), text(metadata.title)),
    entry(label('author'), text(metadata.author)),
    entry(label('created'), dateTime(metadata.created_at)),
    entry(label('language'), text(languageName(language, locale))),
    entry(label('pages'), countOf(pages.length)),
    entry(label('pages_by_ocr'), text(ocrPages(extraction, context))),
    entry(label('sheets'), countOf(sheets.length)),
    entry(label('hidden_sheets'), text(hiddenSheets(extraction))),
    entry(label('tables'), countOf(tables.length)),
    entry(label('checks_failed'), countOf(failed)),
    entry(label('keywords'), text(keywordList(keywords))),
    entry(label('processing_time'), { value: timings.total_ms, type: 'milliseconds' }),
  ];
  return {
    kind: 'summary',
    title: label('summary'),
    highlights: highlightsOf(extraction),
    entries: entries.filter((each) => each !== null),
  };
}

function entry(label: string, value: ReportValue | null): Entry | null {
  return value === null ? null : { label, ...value };
}

function text(value: unknown): ReportValue | null {
  const line = typeof value === 'string' ? toReportLine(value, REPORT_LIMITS.cellCharacters) : '';
  return line === '' ? null : { value: line, type: 'text' };
}

function dateTime(value: unknown): ReportValue | null {
  const line = text(value);
  return line && { ...line, type: 'datetime' };
}

function countOf(value: number): ReportValue | null {
  return value === 0 ? null : { value, type: 'integer' };
}

function highlightsOf({ summary }: CorrectedExtraction): string[] {
  const lines = summary
    .slice(0, REPORT_LIMITS.highlights)
    .map((line) => toReportLine(line, REPORT_LIMITS.cellCharacters));
  return lines.filter((line) => line !== '');
}

function languageName(language: string | null, locale: SectionContext['locale']): string | null {
  if (language === null) return null;
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(language) ?? language;
  } catch {
    return language;
  }
}

function ocrPages({ pages }: CorrectedExtraction, { label, locale }: SectionContext): string | null {
  const read = pages.filter(({ source }) => source === 'ocr');
  if (read.length === 0) return null;
  const confidence = read.reduce((sum, page) => sum + page.confidence, 0) / read.length;
  return label('pages_by_ocr_value', {
    count: formatCount(read.length, locale),
    total: formatCount(pages.length, locale),
    confidence: formatShare(confidence, locale),
  });
}

function hiddenSheets({ sheets }: CorrectedExtraction): string {
  return sheets
    .filter(({ hidden }) => hidden)
    .map(({ name }) => name)
    .join(', ');
}

function keywordList(keywords: CorrectedExtraction['keywords']): string {
  return keywords
    .slice(0, REPORT_LIMITS.keywords)
    .map(({ term }) => term)
    .join(', ');
}
