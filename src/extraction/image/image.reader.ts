import { DocumentFault } from '../../common/errors.js';
import { choosePages } from '../chosen-pages.js';
import { mapConcurrently } from '../concurrently.js';
import type { ExtractedPage, SourceFile } from '../extraction.types.js';
import { engineInfo } from '../installed-package.js';
import { turnSize } from '../layout/geometry.js';
import { MAX_ENGINES } from '../ocr/ocr-pool.js';
import { createPageRecogniser, type PageRecogniser } from '../ocr/page-recogniser.js';
import { MAX_PAGE_IMAGES, turnPageImage, writePageImage } from '../page-images.js';
import { type ReadPicture, readPicture } from '../picture-reader.js';
import type { ReaderContext, Reading } from '../reader.js';
import type { StageProgress } from '../stage-trace.js';
import { describeTables, joinOverPages } from '../tables/printed-tables.js';
import { createWarning } from '../warnings.js';
import { openBmp } from './bmp.image-source.js';
import type { ImageSource } from './image-source.js';
import { type Picture, toSharp } from './picture.js';
import { openWithSharp } from './sharp.image-source.js';

/** Formats whose several images are frames. */
const ANIMATIONS = new Set(['gif', 'webp']);

interface ReadPage extends ReadPicture {
  page: ExtractedPage;
}

/** Reads a picture: its properties, EXIF without the position, and of every page the text by OCR and the barcodes. */
export async function readImage(file: SourceFile, context: ReaderContext): Promise<Reading> {
  const image = await context.trace.run('open', 0.05, 'Opening the image', () => openImage(file, context));
  const metadata = await image.metadata();
  const read = await context.trace.run('ocr', 0.98, 'Reading the text of the image', (progress) =>
    readPages(image, context, progress),
  );
  for (const { page } of read) context.text.addLine(page.text, '\n\n');
  const tables = read.map(({ page, tables: found }) => ({ page: page.number, height: page.height, tables: found }));
  return {
    engine: [engineInfo(image.format === 'bmp' ? 'bmp-ts' : 'sharp'), context.ocr.info, engineInfo('zxing-wasm')],
    metadata,
    pages: read.map(({ page }) => page),
    layouts: read.flatMap(({ page, blocks }) => (blocks.length > 0 ? [{ page: page.number, blocks }] : [])),
    barcodes: read.flatMap(({ barcodes }) => barcodes),
    sheets: [],
    tables: describeTables(joinOverPages(tables), context.tables),
  };
}

async function openImage({ path, mediaType }: SourceFile, { limits }: ReaderContext): Promise<ImageSource> {
  const open = mediaType === 'image/bmp' ? openBmp : openWithSharp;
  return open(path, limits.maxPixels);
}

function pagesToRead({ pageCount }: ImageSource, { limits, options, warn }: ReaderContext): number[] {
  const { numbers, beyondEnd } = choosePages(pageCount, options.pages);
  for (const range of beyondEnd) warn(createWarning('warning.pages_beyond_end', { ...range, page_count: pageCount }));
  if (numbers.length <= limits.maxPages) return numbers;
  throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_pages', { actual: numbers.length, limit: limits.maxPages });
}

async function readPages(image: ImageSource, context: ReaderContext, progress: StageProgress): Promise<ReadPage[]> {
  const numbers = withoutMotion(image, pagesToRead(image, context), context);
  const recogniser = createPageRecogniser(context);
  let done = 0;
  return mapConcurrently(numbers, MAX_ENGINES, async (number) => {
    progress(done / numbers.length, `Reading image ${number} of ${image.pageCount}`);
    const page = await readPage(image, number, recogniser, context);
    done += 1;
    return page;
  });
}

async function readPage(
  image: ImageSource,
  number: number,
  recogniser: PageRecogniser | null,
  context: ReaderContext,
): Promise<ReadPage> {
  const { picture, size, isDamaged } = await image.decode(number);
  if (isDamaged) context.warn(createWarning('warning.picture_damaged', { page: number }, { page: number }));
  await drawPage(picture, number, context);
  const read = await readPicture(picture, { number, width: size.width }, recogniser, context);
  const { text, confidence, turn } = read;
  await turnPageImage(context.outputDirectory, number, turn);
  const shown = turnSize(size, turn);
  const page = { number, ...shown, unit: 'px' as const, rotation: turn, text, source: 'ocr' as const, confidence };
  return { ...read, page };
}

async function drawPage(picture: Picture, number: number, { outputDirectory, warn }: ReaderContext): Promise<void> {
  if (number > MAX_PAGE_IMAGES) return;
  try {
    await writePageImage(outputDirectory, number, toSharp(picture));
  } catch {
    warn(createWarning('warning.page_not_drawn', { page: number }, { page: number }));
  }
}

/**
 * The frames of an animation are one moving picture that says the same all along. Each is drawn upon those before it, so
 * that reading them takes the square of their number: of a small file hours.
 */
function withoutMotion({ format, pageCount }: ImageSource, numbers: number[], { warn }: ReaderContext): number[] {
  if (!ANIMATIONS.has(format) || numbers.length < 2) return numbers;
  warn(createWarning('warning.animation', { count: pageCount }));
  return numbers.slice(0, 1);
}
