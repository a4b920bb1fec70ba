import { stat } from 'node:fs/promises';
import { DocumentFault, isError } from '../../common/errors.js';
import { MAX_ENGINE_BYTES, Pdfium } from './pdfium.js';
import { PdfiumPage } from './pdfium-page.js';

const PASSWORD_NEEDED = 4;
const MEBIBYTE = 1024 * 1024;

/** An open PDF in the engine; must be {@link close}d. */
export class PdfiumDocument {
  private form: { handle: number; info: number } | null = null;
  /** A fault within the engine leaves it in no known state: what comes next begins with a new one. */
  private isBroken = false;

  private constructor(
    private current: OpenDocument,
    readonly path: string,
    readonly byteLength: number,
    readonly pageCount: number,
  ) {}

  /**
   * Tries the empty user password. Throws a `DocumentFault` when the file needs another; null when the engine cannot
   * read it.
   */
  static async open(path: string): Promise<PdfiumDocument | null> {
    const { size } = await stat(path);
    const opened = await openIn(await Pdfium.create(), path, size);
    return opened && new PdfiumDocument(opened, path, size, opened.engine.call.FPDF_GetPageCount(opened.handle));
  }

  get engine(): Pdfium {
    return this.current.engine;
  }

  get handle(): number {
    return this.current.handle;
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

  /** Runs what asks of the document as a whole, with an engine that is in order. */
  async use<T>(work: (document: PdfiumDocument) => T): Promise<T> {
    if (this.isBroken) await this.reopen();
    try {
      return work(this);
    } catch (error) {
      throw this.faultOf(error);
    }
  }

  /** Runs `work` with a page, from 1; throws when the engine cannot read it. */
  async withPage<T>(number: number, work: (page: PdfiumPage) => T | Promise<T>): Promise<T> {
    if (this.isBroken) await this.reopen();
    let handle = 0;
    try {
      handle = this.engine.call.FPDF_LoadPage(this.handle, number - 1);
      if (handle === 0) throw new Error(`Page ${number} cannot be read`);
      return await work(new PdfiumPage(this.engine, handle, this.formHandle));
    } catch (error) {
      throw this.faultOf(error);
    } finally {
      if (handle !== 0 && !this.isBroken) this.engine.call.FPDF_ClosePage(handle);
    }
  }

  /** What an error of the engine comes to. */
  private faultOf(error: unknown): unknown {
    this.isBroken ||= isEngineFault(error) || this.engine.hasRunOutOfMemory;
    return this.engine.hasRunOutOfMemory ? outOfMemory(error) : error;
  }

  private async reopen(): Promise<void> {
    const opened = await openIn(await Pdfium.create(), this.path, this.byteLength);
    if (!opened) throw new Error('The document cannot be opened again');
    this.current = opened;
    this.form = null;
    this.isBroken = false;
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

interface OpenDocument {
  engine: Pdfium;
  handle: number;
}

async function openIn(engine: Pdfium, path: string, size: number): Promise<OpenDocument | null> {
  const handle = await load(engine, path, size).catch((error: unknown) => {
    throw engine.hasRunOutOfMemory ? outOfMemory(error) : error;
  });
  if (handle !== 0) return { engine, handle };
  const isEncrypted = engine.call.FPDF_GetLastError() === PASSWORD_NEEDED;
  if (isEncrypted) throw new DocumentFault('ENCRYPTED_FILE', 'failure.encrypted');
  return null;
}

async function load(engine: Pdfium, path: string, size: number): Promise<number> {
  return engine.call.FPDF_LoadMemDocument(await engine.storeFile(path, size), size, '');
}

function outOfMemory(cause: unknown): DocumentFault {
  const megabytes = Math.floor(MAX_ENGINE_BYTES / MEBIBYTE);
  return new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_engine_memory', { megabytes }, cause);
}

/** WebAssembly's own errors, the end of its stack among them. */
function isEngineFault(error: unknown): boolean {
  return isError(error) && (error.name === 'RuntimeError' || error.name === 'RangeError');
}
