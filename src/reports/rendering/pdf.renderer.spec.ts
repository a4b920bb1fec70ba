import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { aReport, aTableSection } from '../../../test/factories.js';
import { reportBearing, SAMPLE_NAMES, sampleReport } from '../../../test/fixtures/reports/build-report.js';
import { HOSTILE_VALUES } from '../../../test/fixtures/reports/hostile-document.mjs';
import { keepFiles } from '../../../test/support/kept-files.js';
import { describeWith, PDFFONTS, PDFTOTEXT, QPDF, runProgram } from '../../../test/support/programs.js';
import type { ReportStructure } from '../report.types.js';
import { renderPdf } from './pdf.renderer.js';

const { directory, keep } = keepFiles();

describe('a report as PDF', () => {
  it.each(HOSTILE_VALUES)('holds %s as text, and nothing that acts', async (name, value) => {
    const pdf = await renderPdf(await reportBearing(value));
    await keep(`${name}.pdf`, pdf);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.toString('latin1')).not.toMatch(/\/(URI|JavaScript|JS|Launch|OpenAction|AA|EmbeddedFile)\b/);
  });
});

describeWith([QPDF], 'a report as PDF, looked at by qpdf', () => {
  it.each(SAMPLE_NAMES)('is sound for %s', async (name) => {
    const path = await keep(`${name}.pdf`, await renderPdf(await sampleReport(name)));
    expect(runProgram(QPDF, ['--check', path])).toContain('No syntax or stream encoding errors found');
  });

  it('has a bookmark for each section where it is long, and none where it is short', async () => {
    const long = await sampleReport('sales');
    const bookmarks = async (report: ReportStructure): Promise<string[]> => {
      const path = await keep('bookmarks.pdf', await renderPdf(report));
      const { outlines } = JSON.parse(runProgram(QPDF, ['--json', '--json-key=outlines', path])) as {
        outlines: { title: string }[];
      };
      return outlines.map(({ title }) => title);
    };
    expect(await bookmarks(long)).toEqual(long.sections.map(({ title }) => title));
    expect(await bookmarks(await sampleReport('receipt'))).toEqual([]);
  });

  it.each(HOSTILE_VALUES)('is sound for a document that holds %s', (name) => {
    expect(runProgram(QPDF, ['--check', join(directory, `${name}.pdf`)])).toContain(
      'No syntax or stream encoding errors found',
    );
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

  it.each([
    ['says so when it has no font for a character', 'שלום', true],
    ['says nothing of it when it has them all', '서울 Seoul 漢字 ㈜ ① Őž 👨‍👩‍👧', false],
  ])('%s', async (_what, value, isTold) => {
    const section = aTableSection({ columns: ['a'], rows: [[value]] });
    const text = await textOf(aReport([section]), 'characters.pdf');
    expect(text.includes('□ stands for each')).toBe(isTold);
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
