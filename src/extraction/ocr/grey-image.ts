import type { BoundingBox } from '../layout/layout.types.js';

/** What an OCR engine reads: rows of grey pixels, a byte each. */
export interface GreyImage {
  pixels: Buffer;
  width: number;
  height: number;
}

/** A part of an image, whole pixels. */
export function cropImage(image: GreyImage, [x0, y0, x1, y1]: BoundingBox): GreyImage {
  const [width, height] = [x1 - x0, y1 - y0];
  if (width === image.width && height === image.height) return image;
  const pixels = Buffer.allocUnsafe(width * height);
  for (let row = 0; row < height; row += 1) {
    const from = (y0 + row) * image.width + x0;
    image.pixels.copy(pixels, row * width, from, from + width);
  }
  return { pixels, width, height };
}

/** As a portable grey map: what is quickest to write and to read. */
export function toPortableGreyMap({ pixels, width, height }: GreyImage): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), pixels]);
}
