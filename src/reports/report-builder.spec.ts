import { describe, expect, it } from '@jest/globals';
import { anExtraction, aTable } from '../../test/factories.js';
import type { Extraction } from '../extraction/extraction.types.js';
import { buildReport } from './report-builder.js';
import type { ReportSection, ReportStructure } from './report.types.js';

const document = { id: 'd', filename: '거래 {total}.xlsx', fileType: 'excel' as const, sizeBytes: 1_234 };
const createdAt = new Date('2026-01-07T03:21:09.482Z');

function build(parts: Partial<Extraction> = {}, locale: 'en' | 'ko' = 'en'): ReportStructure {
  return buildReport({ id: 'r', locale, createdAt, document, extraction: anExtraction(parts) });
}

function sections<K extends ReportSection['kind']>(
  report: ReportStructure,
  kind: K,
): Extract<ReportSection, { kind: K }>[] {
  return report.sections.filter((section): section is Extract<ReportSection, { kind: K }> => section.kind === kind);
}

const column = {
  name: 'Amount',
  type: 'decimal' as const,
  null_count: 1,
  distinct_count: 2,
  min: 1,
  max: 3,
  sum: 4,
  mean: 2,
  examples: [],
};

describe('a report', () => {
  it('names its document, and takes nothing in a file name for a placeholder', () => {
    expect(build()).toMatchObject({
      id: 'r',
      document_id: 'd',
      title: 'Report on 거래 {total}.xlsx',
      locale: 'en',
      created_at: '2026-01-07T03:21:09.482Z',
    });
  });

  it('speaks the language it was ordered in', () => {
    const report = build({}, 'ko');
    expect(report.title).toBe('거래 {total}.xlsx 보고서');
    expect(report.sections.map(({ title }) => title)).toEqual(['요약', '본문']);
  });

  it('leaves out what a document does not have', () => {
    const report = build();
    expect(report.sections.map(({ kind }) => kind)).toEqual(['summary', 'text']);
    const labels = sections(report, 'summary')[0]?.entries.map(({ label }) => label);
    expect(labels).toEqual(['File', 'Type', 'Size (bytes)', 'Language', 'Processing time (ms)']);
  });

  it('sums up metadata and sheets, the hidden ones by name', () => {
    const sheet = { index: 0, row_count: 1, column_count: 1, tables: [] };
    const [summary] = sections(
      build({
        metadata: { title: 'Sales', author: 'Kim' },
        sheets: [
          { ...sheet, name: 'Front', hidden: false },
          { ...sheet, name: 'Secret', hidden: true },
        ],
      }),
      'summary',
    );
    expect(Object.fromEntries(summary?.entries.map(({ label, value }) => [label, value]) ?? [])).toMatchObject({
      Title: 'Sales',
      Author: 'Kim',
      Sheets: 'Front, Secret',
      'Hidden sheets': 'Secret',
    });
  });

  it('has a section per table, by its title or its number, and says when rows are missing', () => {
    const tables = [
      aTable({ title: 'Sales', columns: [column], rows: [[1], [3]], row_count: 2 }),
      aTable({ columns: [column], rows: [[1]], row_count: 900 }),
    ];
    expect(sections(build({ tables }), 'table')).toEqual([
      { kind: 'table', title: 'Sales', columns: [{ name: 'Amount', type: 'decimal' }], rows: [[1], [3]], row_count: 2 },
      expect.objectContaining({ title: 'Table 2 (the first 1 of 900 rows)', row_count: 900 }),
    ]);
  });

  it('tells the statistics of every column with its table', () => {
    const [statistics] = sections(build({ tables: [aTable({ title: 'Sales', columns: [column] })] }), 'statistics');
    expect(statistics?.columns).toEqual([
      { table: 'Sales', name: 'Amount', type: 'decimal', min: 1, max: 3, sum: 4, mean: 2, empty: 1 },
    ]);
  });

  it('has what was found: fields, checks and notes', () => {
    const location = { page: 1 };
    const report = build({
      fields: [
        {
          name: 'total',
          label: 'Total',
          value: '1,000',
          normalized: '1000',
          type: 'money',
          confidence: 0.9,
          rule: 'x',
          location,
        },
      ],
      validations: [{ rule: 'sum', status: 'fail', message: 'does not add up', fields: [] }],
      warnings: [{ code: 'ocr_skipped', message: 'OCR was not run' }],
    });
    expect(sections(report, 'fields')[0]?.fields).toEqual([
      { name: 'total', label: 'Total', value: '1,000', type: 'money', confidence: 0.9 },
    ]);
    expect(sections(report, 'validations')[0]?.validations).toEqual([
      { rule: 'sum', status: 'fail', message: 'does not add up' },
    ]);
    expect(sections(report, 'text').at(-1)).toMatchObject({ title: 'Notes from processing' });
  });

  it('cuts a long text, whole characters at a time, and says so', () => {
    const [text] = sections(build({ text: `${'a'.repeat(19_999)}😀${'b'.repeat(10)}` }), 'text');
    expect(text?.paragraphs[0]).toHaveLength(20_000);
    expect(text?.paragraphs[0]?.isWellFormed()).toBe(true);
    expect(text?.paragraphs[1]).toMatch(/The text goes on/);
  });

  it('divides text into paragraphs and forgets the empty ones', () => {
    expect(sections(build({ text: 'one\nstill one\n\n\n \n\ntwo\n' }), 'text')[0]?.paragraphs).toEqual([
      'one\nstill one',
      'two\n',
    ]);
  });
});
