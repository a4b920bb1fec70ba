import type { Picture } from '../image/picture.js';
import { toSharp } from '../image/picture.js';

/** Long side of an A4 page at 300 dpi; a picture that is smaller is taken for a page that was scanned too small. */
const TARGET_LONG_SIDE = 3508;
/** Beyond this, enlarging only costs time: there is nothing left to be seen. */
const MAX_SCALE = 3;

/** What an OCR engine reads: rows of grey pixels, a byte each. */
export interface GreyImage {
  pixels: Buffer;
  width: number;
  height: number;
}

/**
 * A page image as Tesseract reads it best: grey, small pictures enlarged to about 300 dpi. It is not made black and
 * white: the engine does that better by itself.
 */
export async function prepareForOcr(picture: Picture): Promise<GreyImage> {
  const { width, height } = picture;
  const scale = Math.min(Math.max(TARGET_LONG_SIDE / Math.max(width, height), 1), MAX_SCALE);
  const { data, info } = await toSharp(picture)
    .greyscale()
    .resize({ width: Math.round(width * scale), height: Math.round(height * scale), fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
}

/** As a portable grey map: what is quickest to write and to read. */
export function toPortableGreyMap({ pixels, width, height }: GreyImage): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), pixels]);
}
