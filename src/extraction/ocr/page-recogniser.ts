import type { Picture } from '../image/picture.js';
import type { FoundTable } from '../layout/found-table.js';
import { roundBox } from '../layout/geometry.js';
import type { Block, Word } from '../layout/layout.types.js';
import { layOutWords } from '../layout/page-layout.js';
import { textOf } from '../layout/page-text.js';
import type { ReaderContext } from '../reader.js';
import { createWarning } from '../warnings.js';
import type { OcrEngine } from './ocr-engine.js';
import { prepareForOcr } from './page-image.js';

export interface RecognisedPage {
  /** In reading order. */
  text: string;
  /** 0–1, the mean over the words; 0 when there are none. */
  confidence: number;
  /** Boxes of blocks and tables are in the unit of the page. */
  blocks: Block[];
  tables: FoundTable[];
}

/** Reads page images of one document with the languages there are data for. */
export interface PageRecogniser {
  engine: OcrEngine;
  /** `pageWidth` is the width of the page in its own unit, in which the boxes are given. */
  recognise(picture: Picture, pageWidth: number): Promise<RecognisedPage>;
}

/** Null when OCR is turned off or no language is left; what is missing is warned of, once. */
export function createPageRecogniser({ ocr, options, warn }: ReaderContext): PageRecogniser | null {
  if (options.ocr === 'off') {
    warn(createWarning('warning.ocr_skipped', { reason: 'it is turned off for this document' }));
    return null;
  }
  const languages = ocr.supported(options.languages);
  for (const language of options.languages) {
    if (!languages.includes(language)) warn(createWarning('warning.ocr_language_missing', { language }));
  }
  if (languages.length === 0) {
    warn(createWarning('warning.ocr_skipped', { reason: 'there is no data for any of the languages' }));
    return null;
  }
  return {
    engine: ocr,
    recognise: async (picture, pageWidth) => {
      const image = await prepareForOcr(picture);
      const words = await ocr.recognise(image, languages);
      return layOutPage(scaleWords(words, pageWidth / image.width), options.tables);
    },
  };
}

function layOutPage(words: readonly Word[], withTables: boolean): RecognisedPage {
  const { blocks, tables } = layOutWords(words);
  const confidence = words.reduce((sum, word) => sum + (word.confidence ?? 0), 0) / Math.max(words.length, 1);
  return { text: textOf(blocks), confidence, blocks, tables: withTables ? tables : [] };
}

function scaleWords(words: readonly Word[], by: number): Word[] {
  return words.map(({ bbox: [x0, y0, x1, y1], ...word }) => ({
    ...word,
    bbox: roundBox([x0 * by, y0 * by, x1 * by, y1 * by]),
  }));
}
