import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { extract } from './extract.js';
import type { ExtractionOptions } from './extraction.types.js';

const LINES = 45;

/**
 * Reads a document of our own making, for a process that has nothing to do yet: whatever PDFs, fields and pictures of
 * pages are read with is then loaded and compiled before the first document of somebody comes. Nothing is kept of it.
 */
export async function run(options: ExtractionOptions, { outputDirectory }: { outputDirectory: string }): Promise<null> {
  const path = join(outputDirectory, 'sample.pdf');
  await writeFile(path, samplePdf());
  const context = { outputDirectory, onProgress: () => undefined };
  await extract({ path, mediaType: 'application/pdf' }, { ...options, ocr: 'off', pages: null }, context);
  return null;
}

/** A page of Korean and English words and amounts in a font that is not embedded; readers make up the missing xref table. */
function samplePdf(): Buffer {
  const content = pageContent();
  const objects = [
    '1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj',
    '2 0 obj <</Type/Pages/Kids[6 0 R]/Count 1/MediaBox[0 0 595 842]>> endobj',
    '3 0 obj <</Type/Font/Subtype/Type0/BaseFont/Sample/Encoding/UniKS-UCS2-H/DescendantFonts[5 0 R]>> endobj',
    `4 0 obj <</Length ${content.length}>> stream\n${content}\nendstream endobj`,
    '5 0 obj <</Type/Font/Subtype/CIDFontType0/BaseFont/Sample/CIDSystemInfo<</Registry(Adobe)/Ordering(Korea1)/Supplement 1>>>> endobj',
    '6 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 3 0 R>>>>>> endobj',
  ];
  return Buffer.from(`%PDF-1.4\n${objects.join('\n')}\ntrailer <</Root 1 0 R>>`, 'latin1');
}

function pageContent(): string {
  const lines = Array.from({ length: LINES }, (_, line) => {
    const cells = ['2026-01-15', `품목 ${line} Copy paper`, '10', '1,000원', '10,000원'];
    return cells
      .map((cell, column) => `1 0 0 1 ${50 + column * 110} ${800 - line * 16} Tm <${utf16(cell)}> Tj`)
      .join('\n');
  });
  return `BT /F 8 Tf\n${lines.join('\n')}\nET`;
}

function utf16(text: string): string {
  return Buffer.from(text, 'utf16le').swap16().toString('hex');
}
