import sharp, { type Metadata, type Sharp } from 'sharp';
import { DocumentFault } from '../../common/errors.js';
import type { DocumentMetadata, ExtractedPage, SourceFile } from '../extraction.types.js';
import { engineInfo } from '../installed-package.js';
import type { FoundTable } from '../layout/found-table.js';
import type { Block, PageLayout } from '../layout/layout.types.js';
import { createPageRecogniser, type PageRecogniser } from '../ocr/page-recogniser.js';
import { MAX_PAGE_IMAGES, writePageImage } from '../page-images.js';
import { selectPages } from '../page-selection.js';
import type { ReaderContext, Reading } from '../reader.js';
import type { StageProgress } from '../stage-trace.js';
import { describeTables, joinOverPages, type TablesOfPage } from '../tables/printed-tables.js';
import { createWarning } from '../warnings.js';
import { readExif } from './exif-metadata.js';
import { type Picture, toPicture, toSharp } from './picture.js';

/** sharp would read much else, SVG among it, under the name of a picture. */
const FORMATS = new Set(['png', 'jpeg', 'webp', 'tiff', 'gif']);

// Decoded pixels of one file must not outlive it.
sharp.cache(false);

interface OpenImage {
  path: string;
  metadata: Metadata;
  pageCount: number;
}

interface ReadImage {
  pages: ExtractedPage[];
  layouts: PageLayout[];
  tables: TablesOfPage[];
}

/** Reads a picture: its properties, EXIF without the position, and by OCR the text of every page. */
export async function readImage(file: SourceFile, context: ReaderContext): Promise<Reading> {
  const image = await context.trace.run('open', 0.05, 'Opening the image', () => openImage(file.path, context));
  const metadata = await describe(image);
  const { tables, ...read } = await context.trace.run('ocr', 0.98, 'Reading the text of the image', (progress) =>
    readPages(image, context, progress),
  );
  const engine = [engineInfo('sharp'), context.ocr.info];
  return { engine, metadata, ...read, sheets: [], tables: describeTables(joinOverPages(tables), context.tables) };
}

async function readPages(image: OpenImage, context: ReaderContext, progress: StageProgress): Promise<ReadImage> {
  const recogniser = createPageRecogniser(context);
  const read: ReadImage = { pages: [], layouts: [], tables: [] };
  const numbers = selectPages(image.pageCount, context.options.pages);
  for (const [index, number] of numbers.entries()) {
    progress(index / numbers.length, `Reading image ${number} of ${image.pageCount}`);
    const { page, blocks, tables } = await readPage(
      image,
      number,
      isAnimationFrame(image, number) ? null : recogniser,
      context,
    );
    context.text.addLine(page.text, '\n\n');
    read.pages.push(page);
    if (blocks.length > 0) read.layouts.push({ page: number, blocks });
    if (tables.length > 0) read.tables.push({ page: number, height: page.height, tables });
  }
  if (numbers.some((number) => isAnimationFrame(image, number))) {
    context.warn(createWarning('warning.ocr_skipped', { reason: 'only the first image of an animation is read' }));
  }
  return read;
}

async function openImage(path: string, { limits }: ReaderContext): Promise<OpenImage> {
  const metadata = await pageMetadata(path, 0);
  if (!FORMATS.has(metadata.format)) throw new DocumentFault('CORRUPT_FILE', 'failure.corrupt');
  const pageCount = metadata.pages ?? 1;
  if (pageCount > limits.maxPages) {
    const params = { actual: pageCount, limit: limits.maxPages };
    throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_pages', params);
  }
  assertPixels(metadata, limits.maxPixels);
  return { path, metadata, pageCount };
}

/** Without a limit on purpose: only the header is read, and the limit's message needs its figures. */
async function pageMetadata(path: string, page: number): Promise<Metadata> {
  return orCorrupt(sharp(path, { page, limitInputPixels: false }).metadata());
}

async function orCorrupt<T>(decoding: Promise<T>): Promise<T> {
  try {
    return await decoding;
  } catch (error) {
    throw new DocumentFault('CORRUPT_FILE', 'failure.corrupt', {}, error);
  }
}

function assertPixels({ width, height }: Metadata, limit: number): void {
  const actual = width * height;
  if (actual > limit) throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_pixels', { actual, limit });
}

async function describe({ metadata, pageCount }: OpenImage): Promise<DocumentMetadata> {
  const { width, height } = metadata.autoOrient;
  return {
    ...(metadata.exif && (await readExif(metadata.exif))),
    format: metadata.format,
    width,
    height,
    page_count: pageCount,
    color_space: metadata.space,
    has_alpha: metadata.hasAlpha,
    ...(metadata.density !== undefined && { density: metadata.density }),
  };
}

interface ReadPage {
  page: ExtractedPage;
  blocks: Block[];
  tables: FoundTable[];
}

async function readPage(
  { path }: OpenImage,
  number: number,
  recogniser: PageRecogniser | null,
  context: ReaderContext,
): Promise<ReadPage> {
  const { limits } = context;
  const metadata = await pageMetadata(path, number - 1);
  assertPixels(metadata, limits.maxPixels);
  const size = metadata.autoOrient;
  const picture = await orCorrupt(toPicture(decode(path, number - 1, limits.maxPixels).autoOrient()));
  await drawPage(picture, number, context);
  const page = { number, ...size, unit: 'px' as const, rotation: 0, source: 'ocr' as const };
  if (!recogniser) return { page: { ...page, text: '', confidence: 0 }, blocks: [], tables: [] };
  const { text, confidence, blocks, tables } = await recogniser.recognise(picture, size.width);
  return { page: { ...page, text, confidence }, blocks, tables };
}

async function drawPage(picture: Picture, number: number, { outputDirectory, warn }: ReaderContext): Promise<void> {
  if (number > MAX_PAGE_IMAGES) return;
  try {
    await writePageImage(outputDirectory, number, toSharp(picture));
  } catch {
    warn(createWarning('warning.page_not_drawn', { page: number }, { page: number }));
  }
}

function decode(path: string, page: number, maxPixels: number): Sharp {
  return sharp(path, { page, limitInputPixels: maxPixels, failOn: 'error' });
}

/** The frames of a GIF are one moving picture; reading each would take minutes and say the same. */
function isAnimationFrame({ metadata }: OpenImage, number: number): boolean {
  return metadata.format === 'gif' && number > 1;
}
