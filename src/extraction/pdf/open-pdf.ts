import { readFile } from 'node:fs/promises';
import { DocumentFault } from '../../common/errors.js';
import type { PdfEngine } from './pdf-engine.js';
import { PdfiumDocument } from './pdfium-document.js';
import { PdfiumEngine } from './pdfium.engine.js';

/**
 * Opens a PDF with pdfium, which is the fastest and tells where every letter stands, or with pdf.js where pdfium refuses.
 * Throws a `DocumentFault` when the file needs a password or neither can read it.
 */
export async function openPdf(path: string): Promise<PdfEngine> {
  const document = await PdfiumDocument.open(path).catch((error: unknown) => {
    if (error instanceof DocumentFault) throw error;
    return null;
  });
  if (document && document.pageCount > 0) return new PdfiumEngine(document);
  document?.close();
  return openSecondOpinion(path);
}

/** Asked where the first engine finds text that it cannot tell the letters of. Opened when first needed. */
export class SecondOpinion {
  private engine: Promise<PdfEngine> | null = null;

  constructor(private readonly path: string) {}

  get wasAsked(): boolean {
    return this.engine !== null;
  }

  /** The text of a page as the other engine reads it; empty when that engine fails. */
  async textOf(number: number): Promise<string> {
    this.engine ??= openSecondOpinion(this.path);
    return this.engine
      .then((engine) => engine.readPage(number, { tables: false }))
      .then(
        ({ text }) => text,
        () => '',
      );
  }

  async close(): Promise<void> {
    await this.engine?.then((engine) => engine.close()).catch(() => undefined);
  }
}

/** Loaded when first needed: most documents never do. */
async function openSecondOpinion(path: string): Promise<PdfEngine> {
  const { PdfParseEngine } = await import('./pdf-parse.engine.js');
  return PdfParseEngine.open(await readFile(path));
}
