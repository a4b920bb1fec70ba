import { type Picture, turnPicture } from '../image/picture.js';
import type { FoundTable } from '../layout/found-table.js';
import { boundsOf, roundBox, type Turn } from '../layout/geometry.js';
import type { Block, BoundingBox, Word } from '../layout/layout.types.js';
import { layOutWords } from '../layout/page-layout.js';
import { textOf } from '../layout/page-text.js';
import type { ReaderContext } from '../reader.js';
import { createWarning } from '../warnings.js';
import { cropImage, type GreyImage } from './grey-image.js';
import type { OcrEngine } from './ocr-engine.js';
import { areDoubtful, languagesOf, orderLanguages, sampleForLanguages } from './page-languages.js';
import { findTurn } from './page-turn.js';
import { type PreparedPage, preparePage } from './prepared-page.js';

/** Pages are laid out in points, which the tolerances of the layout are in. */
const POINTS_PER_PIXEL = 72 / 300;

export interface RecognisedPage {
  /** In reading order. */
  text: string;
  /** 0–1, the mean over the words; 0 when there are none. */
  confidence: number;
  /** Boxes of blocks and tables are in the unit of the page. */
  blocks: Block[];
  tables: FoundTable[];
  /** By how many degrees clockwise the picture was turned to stand upright; the boxes are those of the page so turned. */
  turn: Turn;
}

/** Reads page images of one document with the languages there are data for. */
export interface PageRecogniser {
  /** `pageWidth` is the width of the page as it is given in its own unit, in which the boxes are given. */
  recognise(picture: Picture, pageWidth: number): Promise<RecognisedPage>;
}

/** Null when OCR is turned off or no language is left; what is missing is warned of, once. */
export function createPageRecogniser({ ocr, options, warn }: ReaderContext): PageRecogniser | null {
  if (options.ocr === 'off') {
    warn(createWarning('warning.ocr_skipped', { reason: 'turned_off' }));
    return null;
  }
  const languages = orderLanguages(ocr.supported(options.languages));
  for (const language of options.languages) {
    if (!languages.includes(language)) warn(createWarning('warning.ocr_language_missing', { language }));
  }
  if (languages.length === 0) {
    warn(createWarning('warning.ocr_skipped', { reason: 'no_data' }));
    return null;
  }
  return {
    recognise: async (picture, pageWidth) => {
      let page = await preparePage(picture);
      let words = await readWords(ocr, page, languages);
      const turn = await findTurn(page, words, (sample) => ocr.recognise(sample, languages));
      if (turn !== 0) {
        page = await preparePage(await turnPicture(picture, turn));
        words = await readWords(ocr, page, languages);
      }
      const read = page;
      const scale = pageWidth / picture.width;
      const toPage = (box: BoundingBox): BoundingBox => roundBox(scaleBox(read.toPicture(box), scale));
      return { ...layOutPage(words, read, toPage, options.tables), turn };
    },
  };
}

/** In pixels of the prepared image. */
async function readWords(ocr: OcrEngine, page: PreparedPage, languages: readonly string[]): Promise<Word[]> {
  const sample = sampleForLanguages(page.image, page.threshold, languages);
  const needed = sample ? languagesOf(await ocr.recognise(sample, languages), languages) : languages;
  const words = await readRegions(ocr, page, needed);
  return needed.length < languages.length && areDoubtful(words) ? readRegions(ocr, page, languages) : words;
}

async function readRegions(
  ocr: OcrEngine,
  { image, regions }: PreparedPage,
  languages: readonly string[],
): Promise<Word[]> {
  const words = await Promise.all(regions.map((region) => readRegion(ocr, image, region, languages)));
  return words.flat();
}

async function readRegion(
  ocr: OcrEngine,
  image: GreyImage,
  region: BoundingBox,
  languages: readonly string[],
): Promise<Word[]> {
  const [left, top] = region;
  const words = await ocr.recognise(cropImage(image, region), languages);
  return words.map(({ bbox: [x0, y0, x1, y1], ...word }) => ({
    ...word,
    bbox: [x0 + left, y0 + top, x1 + left, y1 + top],
  }));
}

/** Laid out where the page is level, told where it is as it was given. */
function layOutPage(
  words: readonly Word[],
  { rules }: PreparedPage,
  toPage: (box: BoundingBox) => BoundingBox,
  withTables: boolean,
): Omit<RecognisedPage, 'turn'> {
  const inPoints = words.map((word) => ({ ...word, bbox: scaleBox(word.bbox, POINTS_PER_PIXEL) }));
  const strokes = rules.map((rule) => ({ ...rule, bbox: scaleBox(rule.bbox, POINTS_PER_PIXEL) }));
  const laidOut = layOutWords(inPoints, strokes, { tables: withTables });
  const moveWord = (word: Word): Word => ({ ...word, bbox: toPage(scaleBox(word.bbox, 1 / POINTS_PER_PIXEL)) });
  const blocks = laidOut.blocks.map((block): Block => {
    const lines = block.lines.map((line) => {
      const moved = line.words.map(moveWord);
      return { words: moved, bbox: boundsOf(moved) };
    });
    return { ...block, lines, bbox: boundsOf(lines) };
  });
  const tables = laidOut.tables.map((table): FoundTable => {
    const cells = table.cells.map((cell) => ({ ...cell, bbox: toPage(scaleBox(cell.bbox, 1 / POINTS_PER_PIXEL)) }));
    return { ...table, cells, words: table.words.map(moveWord), bbox: roundBox(boundsOf(cells)) };
  });
  const confidence = words.reduce((sum, word) => sum + (word.confidence ?? 0), 0) / Math.max(words.length, 1);
  return { text: textOf(laidOut.blocks), confidence, blocks, tables };
}

function scaleBox([x0, y0, x1, y1]: BoundingBox, by: number): BoundingBox {
  return [x0 * by, y0 * by, x1 * by, y1 * by];
}
