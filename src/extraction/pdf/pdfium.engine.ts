import sharp, { type Sharp } from 'sharp';
import type { DocumentMetadata, EngineInfo } from '../extraction.types.js';
import { engineInfo } from '../installed-package.js';
import { layOut, type LayOutOptions } from '../layout/page-layout.js';
import { textOf } from '../layout/page-text.js';
import { joinGlyphs } from '../layout/words.js';
import type { PageText, PdfEngine } from './pdf-engine.js';
import { type FormField, MAX_ANNOTATIONS, type PageLink, readPageFields, readPageLinks } from './pdfium-annotations.js';
import type { PdfiumDocument } from './pdfium-document.js';
import { readPdfiumMetadata } from './pdfium-metadata.js';
import type { PageGlyphs, PdfiumPage } from './pdfium-page.js';
import { readRules } from './pdfium-rules.js';

/** With more characters than this share that mean nothing, a text layer is of no use. */
const MAX_MEANINGLESS = 0.4;
/** What fonts without a character map give: private use, the replacement character, control pictures. */
const MEANINGLESS = /[\uE000-\uF8FF\uFFFD\u2400-\u243F]|[\u{F0000}-\u{10FFFF}]/u;

/** The reader of most PDFs: words with their boxes, and pictures of pages. */
export class PdfiumEngine implements PdfEngine {
  readonly info: EngineInfo = engineInfo('@embedpdf/pdfium');

  private readonly links: PageLink[] = [];
  private readonly fields: FormField[] = [];

  constructor(private readonly document: PdfiumDocument) {}

  get pageCount(): number {
    return this.document.pageCount;
  }

  metadata(): Promise<DocumentMetadata> {
    return Promise.resolve({
      ...readPdfiumMetadata(this.document),
      ...(this.links.length > 0 && { links: this.links }),
      ...(this.fields.length > 0 && { form_fields: this.fields }),
    });
  }

  readPage(number: number, options: LayOutOptions): Promise<PageText> {
    return this.document.withPage(number, (page) => {
      if (this.links.length < MAX_ANNOTATIONS) this.links.push(...readPageLinks(this.document, page, number));
      if (this.fields.length < MAX_ANNOTATIONS) this.fields.push(...readPageFields(this.document, page, number));
      return readText(page, options);
    });
  }

  async draw(number: number, scale: number): Promise<Sharp> {
    const { data, width, height } = await this.document.withPage(number, (page) => page.render(scale));
    return sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha();
  }

  close(): Promise<void> {
    this.document.close();
    return Promise.resolve();
  }
}

function readText(page: PdfiumPage, options: LayOutOptions): PageText {
  const { size, rotation } = page;
  const read = page.glyphs();
  if (!saysSomething(read))
    return { ...size, rotation, text: '', blocks: [], tables: [], isUnread: page.hasTextObjects() };
  const { blocks, tables } = layOut(joinGlyphs(read.glyphs, size), options.tables ? readRules(page) : [], options);
  return { ...size, rotation, text: textOf(blocks), blocks, tables, isUnread: false };
}

function saysSomething({ glyphs, unmapped, sampled }: PageGlyphs): boolean {
  const meaningless = glyphs.filter(({ text }) => MEANINGLESS.test(text)).length;
  return glyphs.length > 0 && meaningless <= glyphs.length * MAX_MEANINGLESS && unmapped <= sampled * MAX_MEANINGLESS;
}
