import { describe, expect, it } from '@jest/globals';
import type { Locale } from '../../../common/messages/messages.js';
import type { ChartSection, ReportSection, TableSection } from '../../report.types.js';
import { GROUPINGS } from '../../collections/collection-report.types.js';
import { formatAmount, toAmount } from './amounts.js';
import type { CollectionFigures, DocumentLine, GroupCount } from './collection-figures.types.js';
import { COLLECTION_LIMITS } from './collection-limits.js';
import { buildCollectionReport } from './collection-report-builder.js';

const NOTHING = { shown: [], total: 0, documents: 0 };

function someFigures(parts: Partial<CollectionFigures> = {}): CollectionFigures {
  return {
    asOf: '2026-04-01T00:00:00.000Z',
    groupBy: 'issuer',
    documents: 3,
    fileTypes: [{ fileType: 'pdf', documents: 3 }],
    first: '2026-01-07',
    last: '2026-03-31',
    undated: 0,
    mixed: 0,
    leftOut: { unread: [], deleted: 0, beyondLimit: 0 },
    currencies: [{ currency: 'KRW', documents: 3, withTotal: 3, subtotal: '300', tax: '30', total: '330' }],
    currencyCount: 1,
    groups: [aGroup(1, '가온'), aGroup(2, '동해')],
    groupTotals: [
      { place: 1, currency: 'KRW', documents: 2, subtotal: '200', tax: '20', total: '220' },
      { place: 2, currency: 'KRW', documents: 1, subtotal: '100', tax: '10', total: '110' },
    ],
    months: [],
    monthCount: 0,
    duplicates: { ...NOTHING, sets: 0 },
    missing: NOTHING,
    failed: NOTHING,
    list: NOTHING,
    ...parts,
  };
}

function aGroup(place: number, key: string | null, parts: Partial<GroupCount> = {}): GroupCount {
  return { place, key, groups: 1, documents: 1, first: null, last: null, ...parts };
}

function aLine(parts: Partial<DocumentLine> = {}): DocumentLine {
  return {
    id: '019a9d30-7b0a-7d2e-b9a4-2f6f0f6a4a01',
    filename: 'a.pdf',
    documentType: null,
    issuer: null,
    documentNumber: null,
    issued: null,
    currency: null,
    total: null,
    ...parts,
  };
}

function build(parts: Partial<CollectionFigures> = {}, locale: Locale = 'en') {
  return buildCollectionReport({ id: 'r', locale, createdAt: '2026-04-01T00:00:00.000Z' }, someFigures(parts));
}

function tableIn({ sections }: { sections: ReportSection[] }, title: string): TableSection | undefined {
  return sections.find((section): section is TableSection => section.kind === 'table' && section.title === title);
}

function chartsIn({ sections }: { sections: ReportSection[] }): ChartSection[] {
  return sections.filter((section): section is ChartSection => section.kind === 'chart');
}

describe('a report across documents', () => {
  it('is about no single document, and of the moment of its figures', () => {
    expect(build()).toMatchObject({
      schema_version: 1,
      document_id: null,
      title: 'Report on 3 documents by issuer',
      data_as_of: '2026-04-01T00:00:00.000Z',
    });
    expect(build({ documents: 1, groupBy: 'month', groups: [aGroup(1, '2026-01')] }, 'ko').title).toBe(
      '문서 1건 종합 보고서 (월별)',
    );
  });

  it('gives no two sections the same title', () => {
    const month = { documents: 1, currency: 'KRW', total: '1' };
    const months = [
      { month: '2026-01', ...month },
      { month: '2026-02', ...month },
    ];
    for (const groupBy of GROUPINGS) {
      for (const locale of ['en', 'ko'] as const) {
        const titles = build({ groupBy, months, monthCount: 2 }, locale).sections.map(({ title }) => title);
        expect(new Set(titles).size).toBe(titles.length);
      }
    }
  });

  it('has a table of totals for every currency, with a line that adds up the others', () => {
    const table = tableIn(build(), 'Totals by issuer, KRW');
    expect(table?.columns.map(({ currency }) => currency)).toEqual([undefined, undefined, 'KRW', 'KRW', 'KRW']);
    expect(table?.rows).toEqual([
      ['가온', 2, 200, 20, 220],
      ['동해', 1, 100, 10, 110],
      ['All', 3, 300, 30, 330],
    ]);
    expect(table?.totals_rows).toEqual([2]);
  });

  it('has no such table by currency, which the totals by currency are', () => {
    const { sections } = build({ groupBy: 'currency', groups: [aGroup(1, 'KRW')] });
    expect(sections.filter(({ title }) => title.startsWith('Totals'))).toHaveLength(1);
  });

  it('says what stands together because there are too many', () => {
    const groups = [aGroup(1, '가온'), aGroup(101, '나', { groups: 40, documents: 55 }), aGroup(102, null)];
    const table = tableIn(build({ groups, currencyCount: 14 }), 'Documents by issuer');
    expect(table?.rows.map(([name]) => name)).toEqual(['가온', '(40 others)', '(no issuer)', 'All']);
    expect(table?.note).toBe('The 50 largest groups have lines of their own; 40 others stand together.');
    expect(tableIn(build({ currencyCount: 14 }), 'Totals by currency')?.note).toContain('of 14 currencies');
  });

  it.each([
    ['en', 'Checks not passed', 'subtotal 100 + tax 10 = 110, stated 120'],
    ['ko', '통과하지 못한 검증', '공급가액 100 + 세액 10 = 110, 기재된 합계 120'],
  ] as const)('words the checks that failed in its language: %s', (locale, title, wording) => {
    const key = 'validation.subtotal_tax_total';
    const params = { subtotal: '100', tax: '10', sum: '110', total: '120' };
    const line = { ...aLine(), rule: 'subtotal_tax_total', message: 'as it was stored' };
    const shown = [
      { ...line, key, params },
      { ...line, key: null, params: null },
      { ...line, key: 'validation.of_a_later_version', params: null },
    ];
    const table = tableIn(build({ failed: { shown, total: 3, documents: 1 } }, locale), title);
    expect(table?.rows.map((row) => row[2])).toEqual([wording, 'as it was stored', 'as it was stored']);
  });

  it('draws single groups alone, the largest first', () => {
    const groups = [aGroup(1, 'a'), aGroup(2, 'b', { documents: 3 }), aGroup(3, 'c', { groups: 9, documents: 50 })];
    const [counts] = chartsIn(build({ groups, groupTotals: [] }));
    expect(counts?.points).toEqual([
      { label: 'b', value: 3 },
      { label: 'a', value: 1 },
    ]);
    expect(counts?.note).toContain('The 2 largest of 11');
  });

  it('draws months without documents too, unless they lie years apart', () => {
    const of = (...months: string[]) =>
      chartsIn(
        build({ months: months.map((month) => ({ month, currency: 'KRW', documents: 1, total: '5' })), groups: [] }),
      )[0]?.points.map(({ value }) => value);
    expect(of('2025-11', '2026-02')).toEqual([5, 0, 0, 5]);
    expect(of('1926-01', '2026-02')).toEqual([5, 5]);
    expect(of('2026-01')).toBeUndefined();
  });

  it('draws no more than the most frequent currencies, and says so', () => {
    const currencies = ['A', 'B', 'C', 'D'].map((letter) => ({
      currency: letter.repeat(3),
      documents: 1,
      withTotal: 1,
      subtotal: null,
      tax: null,
      total: '1',
    }));
    const months = ['2026-01', '2026-02'].map((month) => ({ month, currency: 'AAA', documents: 1, total: '1' }));
    const lines = chartsIn(build({ currencies, months, groups: [] }));
    expect(lines).toHaveLength(COLLECTION_LIMITS.chartCurrencies + 1);
    expect(lines.at(-1)?.note).toContain('3 most frequent of 4 currencies');
  });

  it('says how many lines it leaves out', () => {
    const list = { shown: [aLine()], total: 10_000, documents: 10_000 };
    expect(tableIn(build({ list }), 'Documents')).toMatchObject({
      row_count: 10_000,
      note: 'In the order of the groups, the latest first. The first 1 of 10,000 are shown.',
    });
  });

  it('names kinds that it does not know as they are named', () => {
    const list = {
      shown: [aLine({ documentType: '계약서' }), aLine({ documentType: 'constructor' })],
      total: 2,
      documents: 2,
    };
    expect(tableIn(build({ list }), 'Documents')?.rows.map((row) => row[1])).toEqual(['계약서', 'constructor']);
  });

  it('says what was left out altogether', () => {
    const leftOut = { unread: [{ status: 'failed' as const, documents: 2 }], deleted: 1, beyondLimit: 7 };
    const [summary] = build({ leftOut }).sections;
    expect(summary).toMatchObject({
      entries: expect.arrayContaining([
        { label: 'Left out: could not be read', value: 2, type: 'integer' },
        { label: 'Left out: deleted since', value: 1, type: 'integer' },
        { label: 'Left out: older ones, beyond 5', value: 7, type: 'integer' },
      ]),
    });
  });
});

describe('amounts', () => {
  it.each([
    ['1234.50', 1234.5],
    ['-0.1', -0.1],
    ['999999999999999', 999_999_999_999_999],
    ['9007199254740993', '9,007,199,254,740,993'],
    ['123456789012345.67', '123,456,789,012,345.67'],
    ['0.000000000000000001', 1e-18],
  ])('are exact: %s', (decimal, value) => {
    expect(toAmount(decimal, 'en')).toBe(value);
  });

  it('bear their currency in sentences', () => {
    expect(formatAmount('914980', 'KRW', 'ko')).toBe('₩914,980');
    expect(formatAmount('9007199254740993', 'KRW', 'ko')).toBe('9,007,199,254,740,993');
  });
});
