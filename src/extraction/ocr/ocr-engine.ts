import type { EngineInfo } from '../extraction.types.js';
import type { Word } from '../layout/layout.types.js';
import type { GreyImage } from './page-image.js';

/** Reads the text of pictures. An engine belongs to one document and is closed after it. */
export interface OcrEngine {
  readonly info: EngineInfo;
  /** Which of `languages` there is data for, in the given order. */
  supported(languages: readonly string[]): string[];
  /**
   * The words of a picture in the engine's reading order, with boxes in its pixels and their confidence. The picture
   * should be upright and of about 300 dpi; `languages` must be {@link supported} and not empty.
   */
  recognise(image: GreyImage, languages: readonly string[]): Promise<Word[]>;
  close(): Promise<void>;
}
