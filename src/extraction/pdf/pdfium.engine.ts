import { readFile } from 'node:fs/promises';
import type { Sharp } from 'sharp';
import type { DocumentMetadata, EngineInfo } from '../extraction.types.js';
import { engineInfo } from '../installed-package.js';
import type { LayOutOptions } from '../layout/page-layout.js';
import type { PageOutcome, PageText, PdfEngine } from './pdf-engine.js';
import type { FormField, PageAnnotation, PageLink } from './pdfium-annotations.js';
import { collect, cutLists } from './metadata-lists.js';
import type { PdfiumDocument } from './pdfium-document.js';
import { readPdfiumMetadata } from './pdfium-metadata.js';
import { type LaidOutPage, layOutPage, readEnginePage } from './pdfium-page-reader.js';
import { readXmpMetadata } from './xmp-metadata.js';
import { PAGE_THREAD, readInTwoThreads } from './two-threads.js';

/** The reader of most PDFs: words with their boxes, and pictures of pages. */
export class PdfiumEngine implements PdfEngine {
  readonly info: EngineInfo = engineInfo('@embedpdf/pdfium');

  readonly cutLists = new Set<string>();

  private readonly links: PageLink[] = [];
  private readonly fields: FormField[] = [];
  private readonly annotations: PageAnnotation[] = [];

  /** `thread` is the module of a second thread, null for reading in this one alone. */
  constructor(
    private readonly document: PdfiumDocument,
    private readonly thread: URL | null = PAGE_THREAD,
  ) {}

  get pageCount(): number {
    return this.document.pageCount;
  }

  async metadata(): Promise<DocumentMetadata> {
    const told = await this.document.use(readPdfiumMetadata);
    const { metadata, cut } = cutLists({
      ...(lacksNames(told) && (await this.readXmp(told))),
      ...told,
      ...(this.links.length > 0 && { links: this.links }),
      ...(this.fields.length > 0 && { form_fields: this.fields }),
      ...(this.annotations.length > 0 && { annotations: this.annotations }),
    });
    for (const list of cut) this.cutLists.add(list);
    return metadata;
  }

  async readPage(number: number, options: LayOutOptions): Promise<PageText> {
    return this.take(layOutPage(await readEnginePage(this.document, number, options), options));
  }

  async *readPages(numbers: readonly number[], options: LayOutOptions): AsyncGenerator<PageOutcome> {
    for await (const { page, ...outcome } of readInTwoThreads(this.document, this.thread, numbers, options)) {
      yield { ...outcome, page: page && this.take(page) };
    }
  }

  async draw(number: number, scale: number): Promise<Sharp> {
    const { data, width, height } = await this.document.withPage(number, (page) => page.render(scale));
    // Loaded when first needed: reading words needs no pictures.
    const { default: sharp } = await import('sharp');
    return sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha();
  }

  close(): Promise<void> {
    this.document.close();
    return Promise.resolve();
  }

  /** What XMP says; where that takes the structure of the file, only for a document that says nothing of itself. */
  private async readXmp(told: DocumentMetadata): Promise<DocumentMetadata> {
    const { path } = this.document;
    const xmp = await readXmpMetadata(path).catch(() => ({}));
    if (xmp !== null) return xmp;
    if (told.title !== undefined || told.created_at !== undefined) return {};
    const { PdfParseEngine } = await import('./pdf-parse.engine.js');
    const other = await PdfParseEngine.open(await readFile(path)).catch(() => null);
    const metadata = await other?.metadata();
    await other?.close();
    return metadata ?? {};
  }

  private take({ text, marks }: LaidOutPage): PageText {
    collect(this.links, marks.links);
    collect(this.fields, marks.fields);
    collect(this.annotations, marks.annotations);
    if (marks.hasUnsearchedMarks) this.cutLists.add('annotations').add('form_fields');
    return text;
  }
}

function lacksNames({ title, author, created_at: createdAt }: DocumentMetadata): boolean {
  return title === undefined || author === undefined || createdAt === undefined;
}
