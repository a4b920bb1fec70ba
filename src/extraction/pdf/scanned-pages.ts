import { describeError } from '../../common/errors.js';
import { mapConcurrently } from '../concurrently.js';
import type { ExtractedBarcode, ExtractedPage } from '../extraction.types.js';
import { toPicture } from '../image/picture.js';
import type { PageLayout } from '../layout/layout.types.js';
import { turnSize } from '../layout/geometry.js';
import { MAX_ENGINES } from '../ocr/ocr-pool.js';
import { createPageRecogniser, type PageRecogniser } from '../ocr/page-recogniser.js';
import { turnPageImage } from '../page-images.js';
import { type ReadPicture, readPicture } from '../picture-reader.js';
import type { ReaderContext } from '../reader.js';
import type { TablesOfPage } from '../tables/printed-tables.js';
import { createWarning } from '../warnings.js';
import type { PdfEngine } from './pdf-engine.js';

const OCR_DPI = 300;
const POINTS_PER_INCH = 72;
/** An A2 page at {@link OCR_DPI}: with copies of the drawing about 400 MB. Larger pages are drawn coarser. */
const MAX_DRAWN_PIXELS = 40_000_000;

/** What OCR finds instead of a text layer of few words must be so certain, and so many times as long. */
const MIN_CONFIDENCE = 0.5;
const MIN_GAIN = 2;

export interface ScannedPages {
  layouts: PageLayout[];
  tables: TablesOfPage[];
  barcodes: ExtractedBarcode[];
}

/** Reads pages by OCR and writes their text into them; gives words, tables and barcodes with boxes in points. */
export async function recognisePages(
  engine: PdfEngine,
  pages: readonly ExtractedPage[],
  context: ReaderContext,
): Promise<ScannedPages> {
  const recogniser = createPageRecogniser(context);
  if (!recogniser) return { layouts: [], tables: [], barcodes: [] };
  return context.trace.run('ocr', 0.98, 'Reading scanned pages', async (progress) => {
    const read: ScannedPages = { layouts: [], tables: [], barcodes: [] };
    let done = 0;
    const pictures = await mapConcurrently(pages, MAX_ENGINES, async (page) => {
      progress(done / pages.length, `Recognising the text of page ${page.number}`);
      const picture = await readPage(engine, page, recogniser, context);
      done += 1;
      return { page, picture };
    });
    for (const { page, picture } of pictures) {
      if (!picture) continue;
      read.barcodes.push(...picture.barcodes);
      if (context.options.ocr !== 'force' && !saysMore(picture, page)) continue;
      const { text, confidence, blocks, tables, turn } = picture;
      await turnPageImage(context.outputDirectory, page.number, turn);
      const rotation = (page.rotation + turn) % 360;
      Object.assign(page, { source: 'ocr', text, confidence, rotation, ...turnSize(page, turn) });
      if (blocks.length > 0) read.layouts.push({ page: page.number, blocks });
      if (tables.length > 0) read.tables.push({ page: page.number, height: page.height, tables });
    }
    return read;
  });
}

/** Whether OCR has read a page whose text layer is little or nothing, and not only seen letters in a picture behind it. */
function saysMore({ text, confidence }: ReadPicture, page: ExtractedPage): boolean {
  if (page.text === '') return true;
  return confidence >= MIN_CONFIDENCE && lettersIn(text) >= lettersIn(page.text) * MIN_GAIN;
}

function lettersIn(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}

/** Null, with a warning, for a page that cannot be read. Pages beyond the pixel limit are drawn smaller. */
async function readPage(
  engine: PdfEngine,
  page: ExtractedPage,
  recogniser: PageRecogniser,
  context: ReaderContext,
): Promise<ReadPicture | null> {
  const pixels = Math.min(context.limits.maxPixels, MAX_DRAWN_PIXELS);
  const scale = Math.min(OCR_DPI / POINTS_PER_INCH, Math.sqrt(pixels / (page.width * page.height)));
  try {
    const picture = await toPicture(await engine.draw(page.number, scale));
    return await readPicture(picture, page, recogniser, context);
  } catch (error) {
    const reason = `page ${page.number}: ${describeError(error)}`;
    context.warn(createWarning('warning.ocr_skipped', { reason }, { page: page.number }));
    return null;
  }
}
