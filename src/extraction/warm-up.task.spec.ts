import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS, DEFAULT_OPTIONS } from '../../test/fixtures/extract-fixture.js';
import { openPdf } from './pdf/open-pdf.js';
import { run } from './warm-up.task.js';

describe('Warming up', () => {
  let outputDirectory: string;

  beforeEach(async () => {
    outputDirectory = await mkdtemp(join(tmpdir(), 'warm-up-'));
  });

  afterEach(() => rm(outputDirectory, { recursive: true, force: true }));

  it('reads Korean and English words of a PDF and draws its pages', async () => {
    await run(DEFAULT_OPTIONS, { outputDirectory });
    const engine = await openPdf(join(outputDirectory, 'sample.pdf'));
    expect((await engine.readPage(1, { tables: false })).text).toMatch(/1. Report on documents[^]*품목 1\b/);
    await engine.close();
    expect(await readdir(outputDirectory)).toContainEqual(expect.stringMatching(/\.webp$|pages/));
  });

  it('is possible within the least that a service may allow', async () => {
    const limits = { ...DEFAULT_LIMITS, maxPages: 1, maxPixels: 1, maxCells: 1 };
    await expect(run({ ...DEFAULT_OPTIONS, limits }, { outputDirectory })).resolves.toBeNull();
  });
});
