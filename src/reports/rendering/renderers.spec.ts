import exceljs from 'exceljs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aReport, aTable, aTableSection, anExtraction } from '../../../test/factories.js';
import { SAMPLES } from '../../../test/fixtures/reports/sample-extractions.mjs';
import { describeWith, LIBREOFFICE, PDFFONTS, PDFTOTEXT, QPDF, runProgram } from '../../../test/support/programs.js';
import { buildReport } from '../building/report-builder.js';
import type { ReportStructure } from '../report.types.js';
import { renderHtml } from './html.renderer.js';
import { renderMarkdown } from './markdown.renderer.js';
import { renderPdf } from './pdf.renderer.js';
import { renderXlsx } from './xlsx.renderer.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'report-test-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function sampleReport(name: keyof typeof SAMPLES, locale: 'ko' | 'en' = 'ko'): Promise<ReportStructure> {
  const extraction = SAMPLES[name]();
  return buildReport({
    id: 'r',
    locale,
    createdAt: '2026-01-08T00:00:00.000Z',
    dataAsOf: '2026-01-08T00:00:00.000Z',
    document: { id: 'd', filename: `${name}.pdf`, fileType: extraction.file_type, sizeBytes: 123_456 },
    extraction,
  });
}

async function keep(name: string, bytes: Buffer): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, bytes);
  return path;
}

async function workbookOf(report: ReportStructure): Promise<exceljs.Workbook> {
  const workbook = new exceljs.Workbook();
  // exceljs declares a Buffer of its own, older than Node's.
  await workbook.xlsx.load((await renderXlsx(report)) as unknown as exceljs.Buffer);
  return workbook;
}

/** The report on a document that bears a value wherever its words can come to stand. */
function bearing(value: string): Promise<ReportStructure> {
  const location = { page: 1 };
  const column = { null_count: 0, distinct_count: 2, min: value, max: value, sum: null, mean: null, examples: [] };
  const found = { label: value, value, confidence: 1, rule: 'x', location };
  const rows = Array.from({ length: 12 }, (_, index) => [index % 2 === 0 ? value : 'b', index, value]);
  const extraction = anExtraction({
    text: value,
    text_length: value.length,
    metadata: { title: value, author: value },
    summary: [value],
    keywords: [{ term: value, score: 1 }],
    sheets: [0, 1].map((index) => ({ index, name: value, hidden: true, row_count: 1, column_count: 1, tables: [] })),
    fields: [
      { ...found, name: 'x', type: 'date', normalized: value },
      { ...found, name: 'total', type: 'money', normalized: { amount: '1', currency: value } },
    ],
    validations: [{ rule: value, status: 'fail', message: value, fields: [] }],
    entities: [{ type: value, value, text: value, count: 1, locations: [{ sheet: value, cell: 'A1' }] }],
    barcodes: [{ format: value, value, content: null, location }],
    warnings: [{ code: 'x', message: value }],
    tables: [
      aTable({
        title: value,
        location: { sheet: value, range: 'A1:C3' },
        columns: [
          { ...column, name: value, type: 'text' },
          { ...column, name: 'n', type: 'decimal', min: 0, max: 11, sum: 66, mean: 5.5 },
          { ...column, name: value, type: 'date' },
        ],
        rows,
        row_count: rows.length,
      }),
    ],
  });
  return buildReport({
    id: 'r',
    locale: 'ko',
    createdAt: '2026-01-08T00:00:00.000Z',
    dataAsOf: '2026-01-08T00:00:00.000Z',
    document: { id: 'd', filename: value, fileType: 'excel', sizeBytes: 1 },
    extraction,
  });
}

const HOSTILE: [string, string][] = [
  ['a formula', '=HYPERLINK("http://evil.example","x")'],
  ['a formula by plus', "+1+cmd|' /C calc'!A0"],
  ['a formula by minus', '-2+3'],
  ['a formula by at', '@SUM(1+1)*cmd'],
  ['a formula behind a tab', '\t=1+1'],
  ['a formula behind a return', '\r=1+1'],
  ['a script', '<script>alert(1)</script>'],
  ['an end of a comment and of data', '--> ]]> </style></script><svg onload=alert(1)>'],
  ['Markdown', '| a | ![x](http://evil.example/x.png) [y](javascript:alert(1)) `c` <b> \n# big'],
  ['100 kB without a space', 'W'.repeat(100_000)],
  ['100 kB of Korean words', '가나다 '.repeat(25_000)],
  ['marks of direction', '\u202egnp.exe\u202c \u2066x\u2069 \u200fשלום العربية'],
  ['emoji', '👨‍👩‍👧‍👦 🇰🇷 ❤️ 😀'],
  ['other scripts', 'Őž Ñandú Жизнь αβγ 漢字 简体 ひらがな ไทย हिन्दी'],
  ['NUL and controls', 'a\u0000b\u0001\u0008\u000b\u001f\u007f\u0085z'],
  ['lone surrogates', 'a\ud800b\udc00c'],
  ['nothing', ''],
  ['names of objects', '__proto__ constructor toString ${x} {{y}} %s'],
];

describe.each(HOSTILE)('a document that holds %s', (_case, value) => {
  it('is text in a PDF', async () => {
    const pdf = await renderPdf(await bearing(value));
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.toString('latin1')).not.toMatch(/\/(URI|JavaScript|Launch)\b/);
  }, 60_000);

  it('is text in a workbook', async () => {
    const workbook = await workbookOf(await bearing(value));
    workbook.eachSheet((sheet) => {
      sheet.eachRow((row) => {
        row.eachCell((cell) => {
          expect([exceljs.ValueType.Formula, exceljs.ValueType.Hyperlink]).not.toContain(cell.type);
        });
      });
    });
  });

  it('is text in HTML', async () => {
    const page = renderHtml(await bearing(value));
    expect(page).not.toMatch(/<(script|img|b|iframe)\b|<svg on|javascript:alert\(1\)"/i);
    expect(page.isWellFormed()).toBe(true);
    // eslint-disable-next-line no-control-regex -- what must not be there
    expect(page).not.toMatch(/[\u0000\u0001\u0008]/);
  });

  it('is text in Markdown', async () => {
    const rendered = renderMarkdown(await bearing(value));
    expect(rendered).not.toMatch(/(?<!\\)<script|(?<!\\)!\[|(?<![\\])\[y\]\(/);
    expect(rendered.isWellFormed()).toBe(true);
    const lines = rendered.split('\n').filter((line) => line.startsWith('|'));
    for (const line of lines) expect(line.endsWith('|')).toBe(true);
  });
});

describe('a number or a date', () => {
  it('is written as its reader writes it', () => {
    const section = aTableSection({
      columns: ['일자', '금액', '비율'],
      types: ['date', 'money', 'percent'],
      rows: [['2026-01-07', 1_234_500, 0.125]],
    });
    const ko = renderMarkdown({ ...aReport([section]), locale: 'ko' });
    expect(ko).toContain('| 2026\\. 1. 7. | 1,234,500 | 12.5% |');
    expect(renderHtml(aReport([section]))).toContain('<td>Jan 7, 2026</td><td class="n">1,234,500</td>');
  });
});

describeWith([QPDF], 'a report as PDF, looked at by qpdf', () => {
  it.each(Object.keys(SAMPLES) as (keyof typeof SAMPLES)[])('is sound for %s', async (name) => {
    const path = await keep(`${name}.pdf`, await renderPdf(await sampleReport(name)));
    expect(runProgram(QPDF, ['--check', path])).toContain('No syntax or stream encoding errors found');
  });
});

describeWith([PDFTOTEXT, PDFFONTS], 'a report as PDF, looked at by poppler', () => {
  async function textOf(report: ReportStructure, name: string): Promise<string> {
    return runProgram(PDFTOTEXT, ['-layout', await keep(name, await renderPdf(report)), '-']);
  }

  it('gives its Korean text back', async () => {
    const text = await textOf(await sampleReport('taxInvoice'), 'korean.pdf');
    for (const part of ['주요 정보', '(주)한빛사무기기', '₩3,795,000', '토너 카트리지 (검정)', '1/2'])
      expect(text).toContain(part);
  });

  it('repeats the header of a table on each of its pages, and numbers them', async () => {
    const pages = (await textOf(await sampleReport('sales'), 'sales.pdf')).split('\f').slice(0, -1);
    const withRows = pages.filter((page) => page.split('번 거래').length > 4);
    expect(withRows.length).toBeGreaterThan(1);
    for (const page of withRows) expect(page).toMatch(/거래일\s+거래처\s+지역/);
    for (const [index, page] of pages.entries())
      expect(page).toMatch(new RegExp(`${index + 1}\\s*/\\s*${pages.length}\\s*$`));
  });

  it('tells in its contents the page on which each section begins', async () => {
    const pages = (await textOf(await sampleReport('sales'), 'contents.pdf')).split('\f');
    const told = /2025년 거래처별 매출 현황\s+(\d+)/.exec(pages[0] ?? '')?.[1];
    expect(
      pages.findIndex(
        (page, index) => index > 0 && page.includes('2025년 거래처별 매출 현황\n') && page.includes('1번 거래'),
      ) + 1,
    ).toBe(Number(told));
  });

  it('loses no cell of thirty columns', async () => {
    const report = await sampleReport('wide');
    const text = (await textOf(report, 'wide.pdf')).replace(/\s+/g, '');
    for (let row = 0; row < 40; row += 1) {
      for (const column of [1, 7, 18, 29]) {
        expect(text).toContain(new Intl.NumberFormat('ko').format(row * 1000 + column + 0.25));
      }
    }
  });

  it('loses nothing of a cell that is longer than a page', async () => {
    const words = Array.from({ length: 3_000 }, (_, index) => `단어${index}`);
    const section = aTableSection({ columns: ['내용', '값'], rows: [[words.join(' '), 'x']] });
    const text = await textOf(aReport([section]), 'long-cell.pdf');
    // A word may be divided between lines, and pages have headers and footers.
    const lines = text.split('\n').filter((line) => line.includes('단어'));
    const found = lines.join('').replace(/\s+/g, '');
    expect(words.filter((word) => !found.includes(word))).toEqual([]);
  });

  it('embeds only the characters it uses', async () => {
    const pdf = await renderPdf(await sampleReport('receipt'));
    expect(pdf.length).toBeLessThan(60_000);
    const fonts = runProgram(PDFFONTS, [await keep('fonts.pdf', pdf)]);
    expect(fonts).toMatch(/[A-Z]{6}\+NotoSansKR-Regular\s+CID TrueType\s+Identity-H\s+yes yes yes/);
  });
});

describeWith([LIBREOFFICE], 'a report as a workbook, opened by LibreOffice', () => {
  it.each(['taxInvoice', 'sales'] as const)(
    'has the cells of %s',
    async (name) => {
      const path = await keep(`${name}.xlsx`, await renderXlsx(await sampleReport(name)));
      const profile = `-env:UserInstallation=file://${join(directory, 'profile')}`;
      runProgram(LIBREOFFICE, [
        profile,
        '--headless',
        '--convert-to',
        'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1',
        '--outdir',
        directory,
        path,
      ]);
      const sheet = name === 'sales' ? 'sales-2025년 거래처별 매출 현황.csv' : 'taxInvoice-주요 정보.csv';
      const csv = await readFile(join(directory, sheet), 'utf8');
      expect(csv).toContain(name === 'sales' ? '2025-01-01,서울상사,수도권' : '합계 금액,3795000');
    },
    180_000,
  );
});
