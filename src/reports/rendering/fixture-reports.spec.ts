import { describe, expect, it } from '@jest/globals';
import { extractFixture } from '../../../test/fixtures/extract-fixture.js';
import { reportOn } from '../../../test/fixtures/reports/build-report.js';
import { keepFiles } from '../../../test/support/kept-files.js';
import { describeWith, PDFTOTEXT, QPDF, runProgram } from '../../../test/support/programs.js';
import { RENDERED_FORMATS, type ReportStructure } from '../report.types.js';
import { RENDERERS } from './render-report.task.js';

/** Of each kind of document one that exists, and words of it that its report must hold. */
const DOCUMENTS: [string, string][] = [
  ['s_매출현황.xlsx', '거래처별 매출 현황'],
  ['date.xls', 'date'],
  ['any_sheets.ods', 'any_sheets'],
  ['any_sheets.xlsb', 'any_sheets'],
  ['stanley_cups.csv', 'Stanley Cups'],
  ['s_세금계산서.pdf', 'USB-C 허브 7포트'],
  ['multi_page.pdf', 'multi_page'],
  ['s_영수증.png', '1,559,250'],
];
const { keep } = keepFiles();

async function reportOf(name: string): Promise<ReportStructure> {
  return reportOn(await extractFixture(name, { languages: name.endsWith('.png') ? ['kor', 'eng'] : ['eng'] }), name);
}

describeWith([QPDF, PDFTOTEXT], 'a report on a document of each kind', () => {
  it.each(DOCUMENTS)(
    'comes in all formats for %s',
    async (name, words) => {
      const report = await reportOf(name);
      expect(JSON.stringify(report)).toContain(words.replaceAll(',', ''));
      for (const format of RENDERED_FORMATS) {
        const bytes = Buffer.from(await RENDERERS[format](report));
        const path = await keep(`report.${format}`, bytes);
        expect(bytes.length).toBeGreaterThan(500);
        if (format !== 'pdf') continue;
        expect(runProgram(QPDF, ['--check', path])).toContain('No syntax or stream encoding errors found');
        const text = runProgram(PDFTOTEXT, ['-layout', path, '-']);
        expect(text.replace(/\s+/g, '')).toContain(words.replace(/\s+/g, ''));
      }
    },
    120_000,
  );
});

describe('a report on a document', () => {
  it('shows no key that is meant for programs', async () => {
    const text = JSON.stringify(
      (await reportOf('s_세금계산서.pdf')).sections.map(({ title, ...section }) => [
        title,
        section.kind === 'validations' ? section.validations.map(({ label, message }) => [label, message]) : '',
      ]),
    );
    expect(text).not.toMatch(/[a-z]+_[a-z]+/);
  });
});
