import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { extract } from './extract.js';
import type { ExtractionOptions } from './extraction.types.js';
import { openPdf } from './pdf/open-pdf.js';
import { samplePdf } from './warm-up-sample.js';

/** So many that the second thread reads some of them. */
const PAGES = 24;
/** The first book is then read in a tenth less time than after one document of as many pages; it takes half a second. */
const DOCUMENTS = 3;

/**
 * Reads a document of our own making, for a process that has nothing to do yet: whatever PDFs, fields and pictures of
 * pages are read with is then loaded and compiled before the first document of somebody comes. Nothing is kept of it.
 */
export async function run(options: ExtractionOptions, { outputDirectory }: { outputDirectory: string }): Promise<null> {
  const path = join(outputDirectory, 'sample.pdf');
  await writeFile(path, samplePdf(PAGES));
  for (let count = 0; count < DOCUMENTS; count += 1) await readPages(path);
  await writeFile(path, samplePdf(1));
  const context = { outputDirectory, onProgress: () => undefined };
  await extract({ path, mediaType: 'application/pdf' }, { ...options, ocr: 'off', pages: null }, context);
  return null;
}

async function readPages(path: string): Promise<void> {
  const engine = await openPdf(path);
  const numbers = Array.from({ length: engine.pageCount }, (_, index) => index + 1);
  for await (const { page, error } of engine.readPages(numbers, { tables: true })) if (!page) throw error;
  await engine.close();
}
