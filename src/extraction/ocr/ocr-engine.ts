import type { EngineInfo } from '../extraction.types.js';
import type { Word } from '../layout/layout.types.js';
import type { GreyImage } from './grey-image.js';

/** Reads the text of pictures. An engine belongs to one document and is closed after it. */
export interface OcrEngine {
  readonly info: EngineInfo;
  /** Which of `languages` there is data for, in the given order. */
  supported(languages: readonly string[]): string[];
  /**
   * The words of one block of text, line by line, with boxes in pixels of the picture and their confidence. The picture
   * should be level and of about 300 dpi; `languages` must be {@link supported} and not empty.
   */
  recognise(image: GreyImage, languages: readonly string[]): Promise<Word[]>;
  close(): Promise<void>;
}
