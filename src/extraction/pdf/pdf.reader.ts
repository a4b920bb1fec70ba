import sharp from 'sharp';
import { describeError, DocumentFault } from '../../common/errors.js';
import type { DocumentMetadata, ExtractedPage, SourceFile } from '../extraction.types.js';
import { engineInfo } from '../installed-package.js';
import { prepareForOcr } from '../ocr/page-image.js';
import { createPageRecogniser } from '../ocr/page-recogniser.js';
import type { ReaderContext, Reading } from '../reader.js';
import { createWarning } from '../warnings.js';
import { PdfDocument } from './pdf-document.js';
import { toMetadata } from './pdf-metadata.js';

const OCR_DPI = 300;
const POINTS_PER_INCH = 72;

/** Reads a PDF: its metadata and the text of every page, by OCR where a page has no text layer. */
export async function readPdf(file: SourceFile, context: ReaderContext): Promise<Reading> {
  const { trace, limits } = context;
  const document = await trace.run('open', 0.05, 'Opening the PDF', () => PdfDocument.open(file.path));
  try {
    if (document.pageCount > limits.maxPages) {
      const params = { actual: document.pageCount, limit: limits.maxPages };
      throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_pages', params);
    }
    const metadata = await readMetadata(document);
    const pages = await readPages(document, context);
    const scanned = pages.filter(({ text, width }) => text === '' && width > 0);
    if (scanned.length > 0) await recognisePages(document, scanned, context);
    for (const page of pages) context.text.addLine(page.text, '\n\n');
    const engine = [engineInfo('pdf-parse'), ...(scanned.length > 0 ? [context.ocr.info] : [])];
    return { engine, metadata, pages, sheets: [], tables: [] };
  } finally {
    await document.close();
  }
}

/** Damaged metadata is no reason to give up the text. */
async function readMetadata({ parser, pageCount }: PdfDocument): Promise<DocumentMetadata> {
  return parser.getInfo().then(toMetadata, () => ({ page_count: pageCount }));
}

async function readPages(document: PdfDocument, { trace, warn }: ReaderContext): Promise<ExtractedPage[]> {
  return trace.run('read_pages', 0.5, 'Reading the pages', async (progress) => {
    const pages: ExtractedPage[] = [];
    const failures: unknown[] = [];
    for (let number = 1; number <= document.pageCount; number += 1) {
      progress((number - 1) / document.pageCount, `Reading page ${number} of ${document.pageCount}`);
      try {
        pages.push(await readPage(document, number));
      } catch (error) {
        failures.push(error);
        warn(createWarning('warning.page_unreadable', { page: number }, { page: number }));
        pages.push(toPage(number, { width: 0, height: 0, rotation: 0 }, ''));
      }
    }
    if (failures.length === document.pageCount) {
      throw new DocumentFault('CORRUPT_FILE', 'failure.corrupt', {}, failures[0]);
    }
    return pages;
  });
}

async function readPage(document: PdfDocument, number: number): Promise<ExtractedPage> {
  const text = await document.text(number);
  return toPage(number, await document.geometry(number), tidy(text));
}

function toPage(
  number: number,
  { width, height, rotation }: { width: number; height: number; rotation: number },
  text: string,
): ExtractedPage {
  return { number, width, height, unit: 'pt', rotation, text, source: 'text', confidence: text === '' ? 0 : 1 };
}

function tidy(text: string): string {
  return text
    .replaceAll('\u0000', '')
    .replace(/[^\S\n]+$/gm, '')
    .trim();
}

async function recognisePages(document: PdfDocument, pages: ExtractedPage[], context: ReaderContext): Promise<void> {
  for (const { number } of pages) {
    context.warn(createWarning('warning.page_without_text', { page: number }, { page: number }));
  }
  const recogniser = createPageRecogniser(context);
  if (!recogniser) return;
  await context.trace.run('ocr', 0.98, 'Reading scanned pages', async (progress) => {
    for (const [index, page] of pages.entries()) {
      progress(index / pages.length, `Recognising the text of page ${page.number}`);
      try {
        const image = await renderForOcr(document, page, context.limits.maxPixels);
        Object.assign(page, { source: 'ocr' }, await recogniser.recognise(image).then(pickText));
      } catch (error) {
        const reason = `page ${page.number}: ${describeError(error)}`;
        context.warn(createWarning('warning.ocr_skipped', { reason }, { page: page.number }));
      }
    }
  });
}

function pickText({ text, confidence }: { text: string; confidence: number }): { text: string; confidence: number } {
  return { text, confidence };
}

/** A page may be of any size: beyond the pixel limit it is drawn smaller instead of not at all. */
async function renderForOcr(document: PdfDocument, page: ExtractedPage, maxPixels: number): Promise<Buffer> {
  const area = page.width * page.height;
  const scale = Math.min(OCR_DPI / POINTS_PER_INCH, Math.sqrt(maxPixels / area));
  const png = await document.render(page.number, scale);
  const { width, height } = await sharp(png).metadata();
  return prepareForOcr(sharp(png), { width, height });
}
