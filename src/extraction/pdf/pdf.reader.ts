import { describeError, DocumentFault } from '../../common/errors.js';
import type { DocumentMetadata, ExtractedBarcode, ExtractedPage, SourceFile } from '../extraction.types.js';
import { engineInfo } from '../installed-package.js';
import type { PageLayout } from '../layout/layout.types.js';
import { markRunningLines } from '../layout/running-lines.js';
import { Pauses } from '../../common/pauses.js';
import { MAX_PAGE_IMAGES, pageImageScale, writePageImage } from '../page-images.js';
import type { ReaderContext, Reading } from '../reader.js';
import { describeTables, joinOverPages, type TablesOfPage } from '../tables/printed-tables.js';
import { createWarning } from '../warnings.js';
import { MAX_LISTED } from './metadata-lists.js';
import { choosePages } from '../chosen-pages.js';
import { openPdf, SecondOpinion, toLimit } from './open-pdf.js';
import type { PageText, PdfEngine } from './pdf-engine.js';
import { recognisePages } from './scanned-pages.js';

const MAX_REPEATED_LINES = 3;

interface ReadPages {
  pages: ExtractedPage[];
  layouts: PageLayout[];
  tables: TablesOfPage[];
  barcodes: ExtractedBarcode[];
  /** Numbers of pages that say a little, as scans do with a stamp upon them. */
  mayBeScans: Set<number>;
}

/** Reads a PDF: its metadata, and the words of every chosen page, by OCR where a page has no text layer. */
export async function readPdf(file: SourceFile, context: ReaderContext): Promise<Reading> {
  const engine = await context.trace.run('open', 0.05, 'Opening the PDF', () => openPdf(file.path));
  const secondOpinion = new SecondOpinion(file.path);
  try {
    const read = await readPages(engine, secondOpinion, pagesToRead(engine, context), context);
    const metadata = await readMetadata(engine, context);
    await drawPages(engine, read.pages, context);
    const recognised = await recognise(engine, read, context);
    tellRunningLines(read);
    for (const page of read.pages) context.text.addLine(page.text, '\n\n');
    const engines = [
      engine.info,
      ...(secondOpinion.wasOfUse ? [engineInfo('pdf-parse')] : []),
      ...(recognised ? [context.ocr.info] : []),
    ];
    const tables = describeTables(joinOverPages(read.tables), context.tables);
    return {
      engine: engines,
      metadata,
      pages: read.pages,
      layouts: read.layouts,
      barcodes: read.barcodes,
      sheets: [],
      tables,
    };
  } finally {
    await engine.close();
    await secondOpinion.close();
  }
}

/** Damaged metadata is no reason to give up the text. */
async function readMetadata(engine: PdfEngine, { warn }: ReaderContext): Promise<DocumentMetadata> {
  const metadata = await engine.metadata().catch((error: unknown) => {
    warn(createWarning('warning.metadata_unreadable', { reason: describeError(error) }));
    return { page_count: engine.pageCount };
  });
  for (const list of engine.cutLists) warn(createWarning('warning.list_cut', { list, limit: MAX_LISTED }));
  return metadata;
}

function pagesToRead({ pageCount }: PdfEngine, { limits, options, warn }: ReaderContext): number[] {
  const { numbers, beyondEnd } = choosePages(pageCount, options.pages);
  for (const range of beyondEnd) {
    warn(createWarning('warning.pages_beyond_end', { ...range, page_count: pageCount }));
  }
  if (numbers.length <= limits.maxPages) return numbers;
  throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_pages', { actual: numbers.length, limit: limits.maxPages });
}

async function readPages(
  engine: PdfEngine,
  second: SecondOpinion,
  numbers: readonly number[],
  { options, trace, warn }: ReaderContext,
): Promise<ReadPages> {
  return trace.run('read_pages', 0.5, 'Reading the pages', async (progress) => {
    const read: ReadPages = { pages: [], layouts: [], tables: [], barcodes: [], mayBeScans: new Set() };
    const failures: unknown[] = [];
    const pauses = new Pauses();
    for await (const { number, page, error, done } of engine.readPages(numbers, options)) {
      await pauses.takeIfDue();
      progress(done / numbers.length, `Reading page ${number} of ${engine.pageCount}`);
      const known = page && !page.isUnread ? page : ((await second.readPage(number)) ?? page);
      if (known) addPage(read, number, known);
      else {
        failures.push(error);
        warn(createWarning('warning.page_unreadable', { page: number }, { page: number }));
        read.pages.push(toPage(number, { width: 0, height: 0, rotation: 0, text: '' }));
      }
    }
    if (numbers.length > 0 && failures.length === numbers.length) {
      const limit = failures.map(toLimit).find((fault) => fault !== null);
      throw limit ?? new DocumentFault('CORRUPT_FILE', 'failure.corrupt', {}, describeError(failures[0]));
    }
    return read;
  });
}

function addPage(read: ReadPages, number: number, page: PageText): void {
  if (page.mayBeScan) read.mayBeScans.add(number);
  read.pages.push(toPage(number, page));
  if (page.tables.length > 0) read.tables.push({ page: number, height: page.height, tables: page.tables });
  if (page.blocks.length > 0) read.layouts.push({ page: number, blocks: page.blocks });
}

/** Reads by OCR what the options say; a page that OCR cannot read keeps its text layer. Whether OCR was run at all. */
async function recognise(engine: PdfEngine, read: ReadPages, context: ReaderContext): Promise<boolean> {
  const { options, warn } = context;
  const visible = read.pages.filter(({ width, height }) => width > 0 && height > 0);
  const scanned = visible.filter(({ text }) => text === '');
  if (options.ocr !== 'force') {
    for (const { number } of scanned) {
      warn(createWarning('warning.page_without_text', { page: number }, { page: number }));
    }
  }
  const doubtful = visible.filter(({ text, number }) => text === '' || read.mayBeScans.has(number));
  const wanted = { auto: doubtful, force: visible, off: [] }[options.ocr];
  if (wanted.length === 0) return false;
  const recognised = await recognisePages(engine, wanted, context);
  const byOcr = new Set(wanted.filter(({ source }) => source === 'ocr').map(({ number }) => number));
  read.layouts = [...read.layouts.filter(({ page }) => !byOcr.has(page)), ...recognised.layouts];
  read.barcodes = recognised.barcodes;
  read.layouts.sort((a, b) => a.page - b.page);
  read.tables = [...read.tables.filter(({ page }) => !byOcr.has(page)), ...recognised.tables];
  read.tables.sort((a, b) => a.page - b.page);
  return true;
}

function tellRunningLines({ pages, layouts, tables }: ReadPages): void {
  const heights = new Map(pages.map(({ number, height }) => [number, height]));
  const running = markRunningLines(layouts.map((layout) => ({ layout, height: heights.get(layout.page) ?? 0 })));
  for (const page of pages) Object.assign(page, running.get(page.number));
  const byNumber = new Map(pages.map((page) => [page.number, page]));
  for (const { page, tables: found } of tables) {
    const repeated = repeatedLines(byNumber.get(page), byNumber.get(page - 1));
    for (const table of found) if (table.title !== null && repeated.includes(table.title)) table.title = null;
  }
}

/** What is no title of a table that it stands above: running lines, and what the page before begins with too. */
function repeatedLines(page: ExtractedPage | undefined, before: ExtractedPage | undefined): string[] {
  const running = [page?.header, page?.footer].flatMap((text) => text?.split('\n') ?? []);
  return [...running, ...(before?.text.split('\n', MAX_REPEATED_LINES) ?? [])];
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
