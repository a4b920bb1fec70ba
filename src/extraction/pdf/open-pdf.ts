import { readFile, stat } from 'node:fs/promises';
import { DocumentFault } from '../../common/errors.js';
import { isMeaningful } from '../layout/usable-text.js';
import type { PageText, PdfEngine } from './pdf-engine.js';
import { PdfiumDocument } from './pdfium-document.js';
import { PdfiumEngine } from './pdfium.engine.js';
import { expectLongDocument } from './two-threads.js';

/**
 * Opens a PDF with pdfium, which is the fastest and tells where every letter stands, or with pdf.js where pdfium refuses.
 * Throws a `DocumentFault` when the file needs a password or neither can read it.
 */
export async function openPdf(path: string): Promise<PdfEngine> {
  expectLongDocument((await stat(path)).size);
  let limit: DocumentFault | null = null;
  // Whatever pdfium says of it, a password among it: the other engine knows kinds of encryption that this one does not.
  const document = await PdfiumDocument.open(path).catch((error: unknown) => {
    limit = toLimit(error);
    return null;
  });
  if (document && document.pageCount > 0) return new PdfiumEngine(document);
  document?.close();
  return openSecondOpinion(path).catch((error: unknown) => {
    throw limit ?? error;
  });
}

/** A fault that says more than that a file is broken; null for any other error. */
export function toLimit(error: unknown): DocumentFault | null {
  return error instanceof DocumentFault && error.code === 'LIMIT_EXCEEDED' ? error : null;
}

/** Asked where the first engine finds text that it cannot tell the letters of, or no page at all. Opened when needed. */
export class SecondOpinion {
  private engine: Promise<PdfEngine> | null = null;
  /** Whether a page is as this engine reads it. */
  wasOfUse = false;

  constructor(private readonly path: string) {}

  /** A page as the other engine reads it; null when that fails, or says nothing either. */
  async readPage(number: number): Promise<PageText | null> {
    this.engine ??= openSecondOpinion(this.path);
    const page = await this.engine.then((engine) => engine.readPage(number, { tables: false })).catch(() => null);
    if (!page || !isMeaningful(page.text)) return null;
    this.wasOfUse = true;
    return page;
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
