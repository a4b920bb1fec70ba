import { join, sep } from 'node:path';
import { PasswordException, PDFParse } from 'pdf-parse';
import sharp, { type Sharp } from 'sharp';
import { DocumentFault } from '../../common/errors.js';
import type { DocumentMetadata } from '../extraction.types.js';
import { engineInfo, requirePackageDirectory } from '../installed-package.js';
import type { PageOutcome, PageText, PdfEngine } from './pdf-engine.js';
import { toMetadata } from './pdf-parse-metadata.js';

/** What we use of the pdf.js document that pdf-parse holds; its own methods do not tell a page's rotation. */
interface DocumentHandle {
  numPages: number;
  getPage(number: number): Promise<{
    rotate: number;
    getViewport(options: { scale: number }): { width: number; height: number };
    cleanup(): void;
  }>;
}

/** pdf.js by way of pdf-parse: reads files that others refuse, and letters of fonts that others do not know. */
export class PdfParseEngine implements PdfEngine {
  readonly info = engineInfo('pdf-parse');
  readonly cutLists: ReadonlySet<string> = new Set();

  private constructor(
    private readonly parser: PDFParse,
    private readonly handle: DocumentHandle,
  ) {}

  /** Throws a `DocumentFault` when the file needs a password or cannot be read at all. */
  static async open(bytes: Uint8Array): Promise<PdfParseEngine> {
    const parser = new PDFParse({ data: bytes, ...RESOURCES, ...BEHAVIOUR });
    try {
      const handle = await (parser as unknown as { load(): Promise<DocumentHandle> }).load();
      return new PdfParseEngine(parser, handle);
    } catch (error) {
      await parser.destroy();
      // An empty user password was tried by the engine itself.
      if (error instanceof PasswordException) throw new DocumentFault('ENCRYPTED_FILE', 'failure.encrypted', {}, error);
      throw new DocumentFault('CORRUPT_FILE', 'failure.corrupt', {}, error);
    }
  }

  get pageCount(): number {
    return this.handle.numPages;
  }

  /** Damaged metadata is no reason to give up the text. */
  async metadata(): Promise<DocumentMetadata> {
    return this.parser.getInfo().then(toMetadata, () => ({ page_count: this.pageCount }));
  }

  async readPage(number: number): Promise<PageText> {
    const { pages } = await this.parser.getText({ partial: [number] });
    const page = await this.handle.getPage(number);
    const { width, height } = page.getViewport({ scale: 1 });
    const text = tidy(pages[0]?.text ?? '');
    return { width, height, rotation: page.rotate, text, blocks: [], tables: [], isUnread: false, mayBeScan: false };
  }

  async *readPages(numbers: readonly number[]): AsyncGenerator<PageOutcome> {
    for (const [index, number] of numbers.entries()) {
      const done = index + 1;
      yield await this.readPage(number).then(
        (page) => ({ number, page, error: null, done }),
        (error: unknown) => ({ number, page: null, error, done }),
      );
    }
  }

  async draw(number: number, scale: number): Promise<Sharp> {
    const { pages } = await this.parser.getScreenshot({ partial: [number], scale, imageDataUrl: false });
    return sharp(Buffer.from(pages[0]?.data ?? []));
  }

  async close(): Promise<void> {
    await this.parser.destroy();
  }
}

function tidy(text: string): string {
  return text
    .replaceAll('\u0000', '')
    .replace(/[^\S\n]+$/gm, '')
    .trim();
}

/** pdf.js reads these from the disk by path, and without the CMaps text in fonts that are not embedded is lost. */
const pdfjs = requirePackageDirectory('pdfjs-dist', requirePackageDirectory('pdf-parse'));
const RESOURCES = {
  cMapUrl: join(pdfjs, 'cmaps') + sep,
  cMapPacked: true,
  standardFontDataUrl: join(pdfjs, 'standard_fonts') + sep,
  wasmUrl: join(pdfjs, 'wasm') + sep,
  iccUrl: join(pdfjs, 'iccs') + sep,
};
const BEHAVIOUR = {
  isEvalSupported: false,
  useSystemFonts: false,
  stopAtErrors: false,
  verbosity: 0,
};
