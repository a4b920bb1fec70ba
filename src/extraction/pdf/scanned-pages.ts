import { describeError } from '../../common/errors.js';
import type { ExtractedPage } from '../extraction.types.js';
import { toPicture } from '../image/picture.js';
import type { PageLayout } from '../layout/layout.types.js';
import { createPageRecogniser, type PageRecogniser, type RecognisedPage } from '../ocr/page-recogniser.js';
import type { ReaderContext } from '../reader.js';
import type { TablesOfPage } from '../tables/printed-tables.js';
import { createWarning } from '../warnings.js';
import type { PdfEngine } from './pdf-engine.js';

const OCR_DPI = 300;
const POINTS_PER_INCH = 72;
/** An A2 page at {@link OCR_DPI}: with copies of the drawing about 400 MB. Larger pages are drawn coarser. */
const MAX_DRAWN_PIXELS = 40_000_000;

export interface ScannedPages {
  layouts: PageLayout[];
  tables: TablesOfPage[];
}

/** Reads pages by OCR and writes their text into them; gives words and tables with their boxes in points. */
export async function recognisePages(
  engine: PdfEngine,
  pages: readonly ExtractedPage[],
  context: ReaderContext,
): Promise<ScannedPages> {
  const { limits } = context;
  for (const { number } of pages) {
    context.warn(createWarning('warning.page_without_text', { page: number }, { page: number }));
  }
  const recogniser = createPageRecogniser(context);
  if (!recogniser) return { layouts: [], tables: [] };
  return context.trace.run('ocr', 0.98, 'Reading scanned pages', async (progress) => {
    const read: ScannedPages = { layouts: [], tables: [] };
    for (const [index, page] of pages.entries()) {
      progress(index / pages.length, `Recognising the text of page ${page.number}`);
      try {
        const { text, confidence, blocks, tables } = await recognisePage(engine, page, recogniser, limits.maxPixels);
        Object.assign(page, { source: 'ocr', text, confidence });
        if (blocks.length > 0) read.layouts.push({ page: page.number, blocks });
        if (tables.length > 0) read.tables.push({ page: page.number, height: page.height, tables });
      } catch (error) {
        const reason = `page ${page.number}: ${describeError(error)}`;
        context.warn(createWarning('warning.ocr_skipped', { reason }, { page: page.number }));
      }
    }
    return read;
  });
}

/** A page may be of any size: beyond the pixel limit it is drawn smaller instead of not at all. */
async function recognisePage(
  engine: PdfEngine,
  page: ExtractedPage,
  recogniser: PageRecogniser,
  maxPixels: number,
): Promise<RecognisedPage> {
  const pixels = Math.min(maxPixels, MAX_DRAWN_PIXELS);
  const scale = Math.min(OCR_DPI / POINTS_PER_INCH, Math.sqrt(pixels / (page.width * page.height)));
  const picture = await toPicture(await engine.draw(page.number, scale));
  return recogniser.recognise(picture, page.width);
}
