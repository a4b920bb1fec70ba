import type { EngineInfo } from '../extraction.types.js';
import type { Word } from '../layout/layout.types.js';

export interface OcrResult {
  /** In reading order, lines apart by `\n`. */
  text: string;
  /** 0–1, the mean over the words. */
  confidence: number;
  /** With boxes in pixels of the image that was given. */
  words: Word[];
}

/** Reads the text of pictures. An engine belongs to one document and is closed after it. */
export interface OcrEngine {
  readonly info: EngineInfo;
  /** Which of `languages` there is data for, in the given order. */
  supported(languages: readonly string[]): string[];
  /** `imagePng` should be upright and of about 300 dpi. `languages` must be {@link supported} and not empty. */
  recognise(imagePng: Buffer, languages: readonly string[]): Promise<OcrResult>;
  close(): Promise<void>;
}
