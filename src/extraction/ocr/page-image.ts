import type { Sharp } from 'sharp';

/** Long side of an A4 page at 300 dpi; a picture that is smaller is taken for a page that was scanned too small. */
const TARGET_LONG_SIDE = 3508;
/** Beyond this, enlarging only costs time: there is nothing left to be seen. */
const MAX_SCALE = 3;

export interface PreparedImage {
  png: Buffer;
  width: number;
  height: number;
}

/**
 * A page image as Tesseract reads it best: grey, on white, small pictures enlarged to about 300 dpi. It is not made
 * black and white: the engine does that better by itself.
 */
export async function prepareForOcr(
  image: Sharp,
  { width, height }: { width: number; height: number },
): Promise<PreparedImage> {
  const scale = Math.min(Math.max(TARGET_LONG_SIDE / Math.max(width, height), 1), MAX_SCALE);
  const { data, info } = await image
    .flatten({ background: '#ffffff' })
    .greyscale()
    .resize({ width: Math.round(width * scale), height: Math.round(height * scale), fit: 'fill', kernel: 'cubic' })
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true });
  return { png: data, width: info.width, height: info.height };
}
