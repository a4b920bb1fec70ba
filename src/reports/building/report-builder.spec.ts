import { describe, expect, it } from '@jest/globals';
import { anExtraction, aTable } from '../../../test/factories.js';
import { reportBearing } from '../../../test/fixtures/reports/build-report.js';
import { HOSTILE_VALUES } from '../../../test/fixtures/reports/hostile-document.mjs';
import { largeWorkbook, SAMPLES } from '../../../test/fixtures/reports/sample-extractions.mjs';
import type { Extraction, TableColumn } from '../../extraction/extraction.types.js';
import type { ReportSection, ReportStructure } from '../report.types.js';
import { contentHash } from './content-hash.js';
import { buildReport, type ReportSubject } from './report-builder.js';
import { REPORT_LIMITS } from './report-limits.js';

const document = { id: 'd', filename: '거래 {total}.xlsx', fileType: 'excel' as const, sizeBytes: 1_234 };
const SUBJECT: Omit<ReportSubject, 'extraction'> = {
  id: 'r',
  locale: 'en',
  createdAt: '2026-01-07T03:21:09.482Z',
  dataAsOf: '2026-01-07T03:20:00.000Z',
  document,
};

function build(parts: Partial<Extraction> = {}, locale: 'en' | 'ko' = 'en'): Promise<ReportStructure> {
  return buildReport({ ...SUBJECT, locale, extraction: anExtraction(parts) });
}

function sections<K extends ReportSection['kind']>(
  report: ReportStructure,
  kind: K,
): Extract<ReportSection, { kind: K }>[] {
  return report.sections.filter((section): section is Extract<ReportSection, { kind: K }> => section.kind === kind);
}

function entries(report: ReportStructure): Record<string, unknown> {
  const [summary] = sections(report, 'summary');
  return Object.fromEntries(summary?.entries.map(({ label, value }) => [label, value]) ?? []);
}

const column: TableColumn = {
  name: 'Amount',
  type: 'decimal',
  null_count: 1,
  distinct_count: 2,
  min: 1,
  max: 3,
  sum: 4,
  mean: 2,
  examples: [],
};

describe('a report', () => {
  it('names its document, and takes nothing in a file name for a placeholder', async () => {
    expect(await build()).toMatchObject({
      schema_version: 1,
      id: 'r',
      document_id: 'd',
      title: 'Report on 거래 {total}',
      locale: 'en',
      created_at: '2026-01-07T03:21:09.482Z',
      data_as_of: '2026-01-07T03:20:00.000Z',
    });
  });

  it('speaks the language it was ordered in', async () => {
    const report = await build({}, 'ko');
    expect(report.title).toBe('거래 {total} 보고서');
    expect(report.sections.map(({ title }) => title)).toEqual(['요약', '본문']);
  });

  it('leaves out what a document does not have', async () => {
    const report = await build();
    expect(report.sections.map(({ kind }) => kind)).toEqual(['summary', 'text']);
    expect(Object.keys(entries(report))).toEqual(['File', 'Kind', 'Size', 'Language', 'Time to read']);
  });

  it('has every kind of section where there is something to tell', async () => {
    const all = await Promise.all(
      Object.values(SAMPLES).map((make) => buildReport({ ...SUBJECT, extraction: make() })),
    );
    const kinds = new Set(all.flatMap((report) => report.sections.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual(['chart', 'fields', 'statistics', 'summary', 'table', 'text', 'validations']);
  });

  it('sums up metadata and sheets, the hidden ones by name, and lists them when there are several', async () => {
    const sheet = { index: 0, row_count: 1, column_count: 1, tables: [] };
    const report = await build({
      metadata: { title: 'Sales', author: 'Kim' },
      sheets: [
        { ...sheet, name: 'Front', hidden: false },
        { ...sheet, name: 'Secret', hidden: true },
      ],
    });
    expect(entries(report)).toMatchObject({ Title: 'Sales', Author: 'Kim', Sheets: 2, 'Hidden sheets': 'Secret' });
    expect(sections(report, 'table')[0]).toMatchObject({
      title: 'Sheets',
      rows: [
        ['Front', 1, 1, 0, false],
        ['Secret', 1, 1, 0, true],
      ],
    });
  });

  it('says how much was read by text recognition, and how certainly', async () => {
    const report = await buildReport({ ...SUBJECT, extraction: SAMPLES.receipt() });
    expect(entries(report)).toMatchObject({ 'Read by text recognition': '1 of 1 pages, 86% certain' });
  });

  it('tells the statistics of every column with its table', async () => {
    const [statistics] = sections(
      await build({ tables: [aTable({ title: 'Sales', columns: [column] })] }),
      'statistics',
    );
    expect(statistics?.columns).toEqual([
      { table: 'Sales', name: 'Amount', type: 'decimal', min: 1, max: 3, sum: 4, mean: 2, distinct: 2, empty: 1 },
    ]);
  });

  it('gives amounts as numbers with their currency, and says a field in the words of its language', async () => {
    const report = await buildReport({ ...SUBJECT, locale: 'ko', extraction: SAMPLES.taxInvoice() });
    const [fields] = sections(report, 'fields');
    expect(fields?.fields.find(({ name }) => name === 'total')).toEqual({
      name: 'total',
      label: '합계 금액',
      value: 3_795_000,
      type: 'money',
      currency: 'KRW',
      text: '3,795,000원정',
      confidence: 0.99,
      corrected: false,
      place: '1쪽',
    });
    expect(fields?.fields.find(({ name }) => name === 'custom_note')?.label).toBe('비고');
  });

  it('keeps an amount that no number holds as it is printed', async () => {
    const [field] = SAMPLES.taxInvoice().fields.filter(({ name }) => name === 'total');
    if (!field) throw new Error('The sample has no total');
    const odd = { ...field, value: 'many', normalized: { amount: 'many', currency: null } };
    expect(sections(await build({ fields: [odd] }), 'fields')[0]?.fields[0]).toMatchObject({
      value: 'many',
      type: 'text',
    });
  });

  it('names the checks and their results', async () => {
    const report = await build({ validations: [{ rule: 'some_rule', status: 'fail', message: 'no', fields: [] }] });
    expect(sections(report, 'validations')[0]?.validations).toEqual([
      { rule: 'some_rule', label: 'some rule', status: 'fail', message: 'no' },
    ]);
    expect(entries(report)).toMatchObject({ 'Checks not passed': 1 });
  });

  it('divides text into paragraphs and forgets the empty ones', async () => {
    const report = await build({ text: 'one\nstill one\n\n\n \n\ntwo' });
    expect(sections(report, 'text')[0]?.paragraphs).toEqual(['one\nstill one', 'two']);
  });

  it('bears no control characters, no marks of direction and no lone surrogates', async () => {
    const hostile = 'a\u0000b\u202ec\ud800d\u0007';
    const report = await build({
      text: hostile,
      metadata: { title: hostile },
      warnings: [{ code: 'x', message: hostile }],
      tables: [aTable({ title: hostile, columns: [{ ...column, name: hostile }], rows: [[hostile]], row_count: 1 })],
    });
    const json = JSON.stringify(report);
    expect(json).not.toMatch(/\\u0000|\u202e|\\ud800|\\u0007/);
    expect(json).toContain('abc\ufffdd');
  });

  it('calls the same what says the same, whenever it was ordered', async () => {
    const first = await build();
    const second = await buildReport({
      ...SUBJECT,
      id: 'other',
      createdAt: '2027-01-01T00:00:00.000Z',
      extraction: anExtraction(),
    });
    expect(contentHash(second)).toBe(contentHash(first));
    expect(contentHash(await build({ text: 'other' }))).not.toBe(contentHash(first));
    expect(contentHash(await build({}, 'ko'))).not.toBe(contentHash(first));
  });
});

describe('a report of more than people read', () => {
  it('shows the first rows of a long table and says how many there are', async () => {
    const { extraction, rowsOf } = largeWorkbook(2_500);
    const [table] = sections(await buildReport({ ...SUBJECT, extraction }, rowsOf), 'table');
    expect(table?.rows).toHaveLength(REPORT_LIMITS.rows);
    expect(table).toMatchObject({ row_count: 2_500, note: 'The first 1,000 of 2,500 rows are shown.' });
  });

  it('shares its room among tables, so that the last one is shown too', async () => {
    const columns = Array.from({ length: 20 }, (_, index) => ({ ...column, name: `c${index}` }));
    const rows = Array.from({ length: 900 }, () => columns.map(() => 1));
    const tables = Array.from({ length: 40 }, (_, index) => aTable({ id: `t${index}`, columns, rows, row_count: 900 }));
    const shown = sections(await build({ tables }), 'table');
    expect(shown).toHaveLength(REPORT_LIMITS.tables);
    expect(shown.every((table) => table.rows.length === 20)).toBe(true);
    expect(shown.at(-1)?.note).toBe('The first 20 of 900 rows are shown. The first 30 of 40 tables are shown.');
  });

  it('cuts a cell of 100,000 characters, whole characters at a time, and says so', async () => {
    const rows = [[`${'a'.repeat(998)}😀${'b'.repeat(100_000)}`]];
    const [table] = sections(
      await build({ tables: [aTable({ columns: [{ ...column, type: 'text' }], rows, row_count: 1 })] }),
      'table',
    );
    expect(table?.rows[0]?.[0]).toBe(`${'a'.repeat(998)}…`);
    expect(table?.note).toMatch(/Long cells are cut/);
  });

  it('cuts a long text and says so', async () => {
    const [text] = sections(await build({ text: 'a'.repeat(50_000), text_length: 50_000 }), 'text');
    expect(text?.paragraphs[0]).toHaveLength(20_000);
    expect(text?.note).toBe('The first 20,000 of 50,000 characters are shown.');
  });
});

describe('the charts of a report', () => {
  it('show amounts over time and by category, and how numbers are distributed', async () => {
    const charts = sections(await buildReport({ ...SUBJECT, extraction: SAMPLES.sales() }), 'chart');
    expect(charts.map(({ chart, title }) => [chart, title])).toEqual([
      ['line', '매출액 over time'],
      ['bar', '매출액 by 거래처'],
      ['histogram', 'Distribution of 수량'],
      ['histogram', 'Distribution of 단가'],
    ]);
  });

  it('count every row, not only those that are shown, but no totals', async () => {
    const { extraction, rowsOf } = largeWorkbook(5_000);
    const [table] = extraction.tables;
    if (!table) throw new Error('The sample has no table');
    const totals = { ...extraction, tables: [{ ...table, totals_rows: [4_999] }] };
    const charts = sections(await buildReport({ ...SUBJECT, extraction: totals }, rowsOf), 'chart');
    const counted = charts
      .find(({ chart }) => chart === 'histogram')
      ?.points.reduce((sum, { value }) => sum + value, 0);
    expect(counted).toBe(4_999);
  });

  it('are not drawn of a handful of rows', async () => {
    const rows = [[1], [2], [3]];
    expect(sections(await build({ tables: [aTable({ columns: [column], rows, row_count: 3 })] }), 'chart')).toEqual([]);
  });
});

describe('a report as JSON', () => {
  it.each(HOSTILE_VALUES)('holds %s as text that any other program can read', async (_case, value) => {
    const report = await reportBearing(value);
    const json = JSON.stringify(report);
    expect(JSON.parse(json)).toEqual(report);
    expect(json).not.toMatch(/\\u[0-9a-f]{4}|\ufffe|\uffff/i);
    expect(json).not.toMatch(/[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
    expect(json.length).toBeLessThan(150_000);
  });
});
