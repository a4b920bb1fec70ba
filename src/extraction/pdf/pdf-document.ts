import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { PasswordException, PDFParse } from 'pdf-parse';
import { DocumentFault } from '../../common/errors.js';
import { requirePackageDirectory } from '../installed-package.js';

export interface PageGeometry {
  /** Points, as the page is shown: rotated. */
  width: number;
  height: number;
  /** Degrees clockwise. */
  rotation: number;
}

/** What we use of the pdf.js document that pdf-parse holds; its own methods do not tell a page's rotation. */
interface DocumentHandle {
  numPages: number;
  getPage(number: number): Promise<{
    rotate: number;
    getViewport(options: { scale: number }): { width: number; height: number };
    cleanup(): void;
  }>;
}

/** An open PDF; must be {@link close}d. */
export class PdfDocument {
  private constructor(
    readonly parser: PDFParse,
    private readonly handle: DocumentHandle,
  ) {}

  /** Throws a `DocumentFault` when the file needs a password or cannot be read at all. */
  static async open(path: string): Promise<PdfDocument> {
    const parser = new PDFParse({ data: await readFile(path), ...RESOURCES, ...BEHAVIOUR });
    try {
      const handle = await (parser as unknown as { load(): Promise<DocumentHandle> }).load();
      return new PdfDocument(parser, handle);
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

  async geometry(number: number): Promise<PageGeometry> {
    const page = await this.handle.getPage(number);
    const { width, height } = page.getViewport({ scale: 1 });
    return { width, height, rotation: page.rotate };
  }

  /** The text layer of a page; cells of a line are apart by tabs. */
  async text(number: number): Promise<string> {
    const { pages } = await this.parser.getText({ partial: [number] });
    return pages[0]?.text ?? '';
  }

  /** A page as PNG, `scale` pixels to the point. */
  async render(number: number, scale: number): Promise<Buffer> {
    const { pages } = await this.parser.getScreenshot({ partial: [number], scale, imageDataUrl: false });
    return Buffer.from(pages[0]?.data ?? []);
  }

  async close(): Promise<void> {
    await this.parser.destroy();
  }
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
