import { DocumentFault } from '../../common/errors.js';
import { Pdfium } from './pdfium.js';
import { PdfiumPage } from './pdfium-page.js';

const PASSWORD_NEEDED = 4;

/** An open PDF in the engine; must be {@link close}d. */
export class PdfiumDocument {
  private form: { handle: number; info: number } | null = null;

  private constructor(
    readonly engine: Pdfium,
    readonly handle: number,
    readonly pageCount: number,
  ) {}

  /**
   * Tries the empty user password. Throws a `DocumentFault` when the file needs another; null when the engine cannot
   * read it.
   */
  static async open(bytes: Uint8Array): Promise<PdfiumDocument | null> {
    const engine = await Pdfium.create();
    const data = engine.store(bytes);
    const handle = engine.call.FPDF_LoadMemDocument(data, bytes.length, '');
    if (handle === 0) {
      const isEncrypted = engine.call.FPDF_GetLastError() === PASSWORD_NEEDED;
      if (isEncrypted) throw new DocumentFault('ENCRYPTED_FILE', 'failure.encrypted');
      return null;
    }
    return new PdfiumDocument(engine, handle, engine.call.FPDF_GetPageCount(handle));
  }

  /** Needed to read and draw form fields; 0 for a document without any. */
  get formHandle(): number {
    const { call } = this.engine;
    if (!this.form && call.FPDF_GetFormType(this.handle) > 0) {
      const info = call.PDFiumExt_OpenFormFillInfo();
      this.form = { handle: call.PDFiumExt_InitFormFillEnvironment(this.handle, info), info };
    }
    return this.form?.handle ?? 0;
  }

  /** Runs `work` with a page, from 1; throws when the engine cannot read it. */
  async withPage<T>(number: number, work: (page: PdfiumPage) => T | Promise<T>): Promise<T> {
    const handle = this.engine.call.FPDF_LoadPage(this.handle, number - 1);
    if (handle === 0) throw new Error(`Page ${number} cannot be read`);
    try {
      return await work(new PdfiumPage(this.engine, handle, this.formHandle));
    } finally {
      this.engine.call.FPDF_ClosePage(handle);
    }
  }

  /** The engine's memory goes with it, so that one which a broken file has put out of order may fail to. */
  close(): void {
    const { call } = this.engine;
    try {
      if (this.form) {
        call.PDFiumExt_ExitFormFillEnvironment(this.form.handle);
        call.PDFiumExt_CloseFormFillInfo(this.form.info);
      }
      call.FPDF_CloseDocument(this.handle);
    } catch {
      return;
    }
  }
}
