import { DocumentFault } from '../../common/errors.js';
import type { DocumentMetadata } from '../extraction.types.js';
import type { Size } from '../layout/geometry.js';
import type { Picture } from './picture.js';

/** An image file that is open. Pages are numbered from 1. */
export interface ImageSource {
  readonly format: string;
  readonly pageCount: number;
  /** Width, height and what else the file says of itself. */
  metadata(): Promise<DocumentMetadata>;
  /**
   * The page as pixels, upright, and the size it has in the file: what is very large is decoded smaller. Throws a
   * `DocumentFault` when the page is broken or has too many pixels, which its header tells before it is decoded.
   */
  decode(page: number): Promise<DecodedPage>;
}

export interface DecodedPage {
  picture: Picture;
  size: Size;
  /** Something in it is wrong, a checksum say, so that what it shows may be too. */
  isDamaged: boolean;
}

export function assertPixels({ width, height }: Size, limit: number): void {
  const actual = width * height;
  if (actual > limit) throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_pixels', { actual, limit });
}

export async function orCorrupt<T>(decoding: Promise<T>): Promise<T> {
  try {
    return await decoding;
  } catch (error) {
    if (error instanceof DocumentFault) throw error;
    throw new DocumentFault('CORRUPT_FILE', 'failure.corrupt', {}, error);
  }
}
