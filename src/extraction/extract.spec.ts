import { describe, expect, it } from '@jest/globals';
import { buildWorkbook, sheetData, textCell } from '../../test/fixtures/build-package.js';
import { extractBytes, extractFixture } from '../../test/fixtures/extract-fixture.js';
import type { ExtractionProgress } from './extraction.types.js';

const MEBIBYTE = 1024 * 1024;

describe('extract', () => {
  it('gives every part of an extraction, empty where there is nothing', async () => {
    expect(await extractFixture('date.xlsx')).toEqual({
      schema_version: 1,
      file_type: 'excel',
      media_type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      engine: [{ name: 'saxes', version: '6.0.0' }],
      language: null,
      metadata: expect.any(Object),
      text: expect.any(String),
      text_length: 47,
      text_truncated: false,
      pages: [],
      sheets: [expect.any(Object)],
      tables: [expect.any(Object)],
      fields: [
        expect.objectContaining({ name: 'document_type', normalized: 'other' }),
        expect.objectContaining({ name: 'date', normalized: '2021-01-01' }),
      ],
      entities: [expect.any(Object), expect.any(Object)],
      keywords: [],
      summary: [],
      barcodes: [],
      validations: [],
      warnings: [],
      timings: {
        total_ms: expect.any(Number),
        stages: {
          prepare: expect.any(Number),
          open: expect.any(Number),
          read_sheets: expect.any(Number),
          understand: expect.any(Number),
          finish: expect.any(Number),
        },
      },
    });
  });

  it('reports progress that never goes back and ends at one', async () => {
    const steps: ExtractionProgress[] = [];
    await extractFixture('multi_page.pdf', { onProgress: (step) => steps.push(step) });
    const values = steps.map(({ progress }) => progress);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(values.at(-1)).toBe(1);
    expect(steps).toContainEqual({
      stage: 'read_pages',
      progress: expect.any(Number),
      message: 'Reading page 3 of 5',
    });
  });

  it('cuts long text between two characters and says so', async () => {
    const line = '가나다'.repeat(3000);
    const rows = Array.from({ length: 60 }, () => [textCell(line)]);
    const bytes = buildWorkbook({ sheets: [sheetData(rows)] });
    const { text, text_length, text_truncated, warnings } = await extractBytes('long.xlsx', bytes);
    const bytesOfText = Buffer.byteLength(text);
    expect(bytesOfText).toBeLessThanOrEqual(MEBIBYTE);
    expect(bytesOfText).toBeGreaterThan(MEBIBYTE - 3);
    expect(text.isWellFormed()).toBe(true);
    expect(text).not.toContain('\ufffd');
    expect(text_length).toBe('S1'.length + 60 * (line.length + 1));
    expect(text_truncated).toBe(true);
    expect(warnings).toMatchObject([{ code: 'TEXT_TRUNCATED' }]);
  });

  it('stops between pages when it is aborted', async () => {
    const controller = new AbortController();
    const running = extractFixture('multi_page.pdf', {
      signal: controller.signal,
      onProgress: ({ stage }) => {
        if (stage === 'read_pages') controller.abort(new Error('enough'));
      },
    });
    await expect(running).rejects.toThrow('enough');
  });

  it('refuses a kind of file that it has no reader for', async () => {
    await expect(extractFixture('text/plain')).rejects.toMatchObject({
      code: 'CORRUPT_FILE',
      key: 'failure.unreadable_type',
      params: { media_type: 'text/plain' },
    });
  });
});
