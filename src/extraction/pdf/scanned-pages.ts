import { describeError } from '../../common/errors.js';
import type { ExtractedPage } from '../extraction.types.js';
import { roundBox } from '../layout/geometry.js';
import type { PageLayout, Word } from '../layout/layout.types.js';
import { layOutWords } from '../layout/page-layout.js';
import { prepareForOcr } from '../ocr/page-image.js';
import { createPageRecogniser, type PageRecogniser } from '../ocr/page-recogniser.js';
import type { ReaderContext } from '../reader.js';
import { createWarning } from '../warnings.js';
import type { PdfEngine } from './pdf-engine.js';

const OCR_DPI = 300;
const POINTS_PER_INCH = 72;
/** An A2 page at {@link OCR_DPI}: with copies of the drawing about 400 MB. Larger pages are drawn coarser. */
const MAX_DRAWN_PIXELS = 40_000_000;

/** Reads pages by OCR and writes their text into them; gives the words, with boxes in points, of those it could read. */
export async function recognisePages(
  engine: PdfEngine,
  pages: readonly ExtractedPage[],
  context: ReaderContext,
): Promise<PageLayout[]> {
  const recogniser = createPageRecogniser(context);
  if (!recogniser) return [];
  return context.trace.run('ocr', 0.98, 'Reading scanned pages', async (progress) => {
    const layouts: PageLayout[] = [];
    for (const [index, page] of pages.entries()) {
      progress(index / pages.length, `Recognising the text of page ${page.number}`);
      try {
        const words = await recognisePage(engine, page, recogniser, context.limits.maxPixels);
        layouts.push({ page: page.number, blocks: layOutWords(words).blocks });
      } catch (error) {
        const reason = `page ${page.number}: ${describeError(error)}`;
        context.warn(createWarning('warning.ocr_skipped', { reason }, { page: page.number }));
      }
    }
    return layouts;
  });
}

/** A page may be of any size: beyond the pixel limit it is drawn smaller instead of not at all. */
async function recognisePage(
  engine: PdfEngine,
  page: ExtractedPage,
  recogniser: PageRecogniser,
  maxPixels: number,
): Promise<Word[]> {
  const pixels = Math.min(maxPixels, MAX_DRAWN_PIXELS);
  const scale = Math.min(OCR_DPI / POINTS_PER_INCH, Math.sqrt(pixels / (page.width * page.height)));
  const drawn = { width: Math.ceil(page.width * scale), height: Math.ceil(page.height * scale) };
  const image = await prepareForOcr(await engine.draw(page.number, scale), drawn);
  const { text, confidence, words } = await recogniser.recognise(image.png);
  Object.assign(page, { source: 'ocr', text, confidence });
  const toPoints = page.width / image.width;
  return words.map((word) => ({ ...word, bbox: roundBox(scaleBox(word.bbox, toPoints)) }));
}

function scaleBox([x0, y0, x1, y1]: Word['bbox'], by: number): Word['bbox'] {
  return [x0 * by, y0 * by, x1 * by, y1 * by];
}
