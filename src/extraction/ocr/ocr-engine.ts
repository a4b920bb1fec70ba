import type { EngineInfo } from '../extraction.types.js';

export interface OcrWord {
  text: string;
  /** 0–1. */
  confidence: number;
  /** `[x0, y0, x1, y1]` in pixels of the image that was given, origin top left. */
  bbox: [number, number, number, number];
}

export interface OcrResult {
  /** In reading order, lines apart by `\n`. */
  text: string;
  /** 0–1, the mean over the words. */
  confidence: number;
  words: OcrWord[];
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
