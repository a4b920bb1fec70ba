import { describeError, DocumentFault } from '../../common/errors.js';
import type { ExtractedPage, SourceFile } from '../extraction.types.js';
import { engineInfo } from '../installed-package.js';
import type { PageLayout } from '../layout/layout.types.js';
import { MAX_PAGE_IMAGES, pageImageScale, writePageImage } from '../page-images.js';
import type { ReaderContext, Reading } from '../reader.js';
import { describeTables, joinOverPages, type TablesOfPage } from '../tables/printed-tables.js';
import { createWarning } from '../warnings.js';
import { openPdf, SecondOpinion } from './open-pdf.js';
import type { PageText, PdfEngine } from './pdf-engine.js';
import { recognisePages } from './scanned-pages.js';

interface ReadPages {
  pages: ExtractedPage[];
  layouts: PageLayout[];
  tables: TablesOfPage[];
}

/** Reads a PDF: its metadata, and the words of every page, by OCR where a page has no text layer. */
export async function readPdf(file: SourceFile, context: ReaderContext): Promise<Reading> {
  const engine = await context.trace.run('open', 0.05, 'Opening the PDF', () => openPdf(file.path));
  const secondOpinion = new SecondOpinion(file.path);
  try {
    assertPageCount(engine, context);
    const read = await readPages(engine, secondOpinion, context);
    const metadata = await engine.metadata();
    await drawPages(engine, read.pages, context);
    const scanned = read.pages.filter(({ text, width }) => text === '' && width > 0);
    if (scanned.length > 0) {
      const { layouts, tables } = await recognisePages(engine, scanned, context);
      read.layouts.push(...layouts);
      read.tables.push(...tables);
    }
    for (const page of read.pages) context.text.addLine(page.text, '\n\n');
    const engines = [
      engine.info,
      ...(secondOpinion.wasAsked ? [engineInfo('pdf-parse')] : []),
      ...(scanned.length > 0 ? [context.ocr.info] : []),
    ];
    const tables = describeTables(joinOverPages(read.tables.sort((a, b) => a.page - b.page)), context.tables);
    return { engine: engines, metadata, ...read, sheets: [], tables };
  } finally {
    await engine.close();
    await secondOpinion.close();
  }
}

function assertPageCount({ pageCount }: PdfEngine, { limits }: ReaderContext): void {
  if (pageCount <= limits.maxPages) return;
  throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_pages', { actual: pageCount, limit: limits.maxPages });
}

async function readPages(engine: PdfEngine, second: SecondOpinion, { trace, warn }: ReaderContext): Promise<ReadPages> {
  return trace.run('read_pages', 0.5, 'Reading the pages', async (progress) => {
    const read: ReadPages = { pages: [], layouts: [], tables: [] };
    const failures: unknown[] = [];
    for (let number = 1; number <= engine.pageCount; number += 1) {
      progress((number - 1) / engine.pageCount, `Reading page ${number} of ${engine.pageCount}`);
      try {
        const page = await engine.readPage(number);
        const text = page.isUnread ? await second.textOf(number) : page.text;
        read.pages.push(toPage(number, { ...page, text }));
        if (page.tables.length > 0) read.tables.push({ page: number, height: page.height, tables: page.tables });
        if (page.blocks.length > 0) read.layouts.push({ page: number, blocks: page.blocks });
      } catch (error) {
        failures.push(error);
        warn(createWarning('warning.page_unreadable', { page: number }, { page: number }));
        read.pages.push(toPage(number, { width: 0, height: 0, rotation: 0, text: '' }));
      }
    }
    if (failures.length === engine.pageCount) {
      throw new DocumentFault('CORRUPT_FILE', 'failure.corrupt', {}, describeError(failures[0]));
    }
    return read;
  });
}

async function drawPages(engine: PdfEngine, pages: readonly ExtractedPage[], context: ReaderContext): Promise<void> {
  const { trace, outputDirectory, warn } = context;
  const drawn = pages.filter(({ width, height }) => width > 0 && height > 0).slice(0, MAX_PAGE_IMAGES);
  await trace.run('draw_pages', 0.6, 'Drawing the pages', async (progress) => {
    for (const [index, page] of drawn.entries()) {
      progress(index / drawn.length, `Drawing page ${page.number}`);
      try {
        await writePageImage(outputDirectory, page.number, await engine.draw(page.number, pageImageScale(page)));
      } catch {
        warn(createWarning('warning.page_not_drawn', { page: page.number }, { page: page.number }));
      }
    }
  });
}

function toPage(
  number: number,
  { width, height, rotation, text }: Pick<PageText, 'width' | 'height' | 'rotation' | 'text'>,
): ExtractedPage {
  return { number, width, height, unit: 'pt', rotation, text, source: 'text', confidence: text === '' ? 0 : 1 };
}
