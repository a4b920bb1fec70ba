import type { Picture } from '../image/picture.js';
import type { GreyImage } from './grey-image.js';

const LEVELS = 4096;
const SHIFT = 10;

/** What a byte of each colour adds to the luminance in linear light (ITU-R BT.709). */
const [RED, GREEN, BLUE] = [weighted(0.2126), weighted(0.7152), weighted(0.0722)];
const TO_BYTE = Uint8Array.from({ length: LEVELS }, (_, level) => Math.round(toEncoded(level / (LEVELS - 1)) * 255));

/**
 * The luminance of a picture: red print stays darker than paper, and yellow markers fade. The grey of libvips within a
 * level or two, in half of its time.
 */
export function toGrey({ pixels, width, height, channels }: Picture): GreyImage {
  // A copy: what is done to the image is not done to the picture.
  if (channels === 1) return { pixels: Buffer.from(pixels), width, height };
  const grey = Buffer.allocUnsafe(width * height);
  for (let at = 0, from = 0; at < grey.length; at += 1, from += 3) {
    const red = pixels[from] ?? 0;
    const green = pixels[from + 1] ?? 0;
    const blue = pixels[from + 2] ?? 0;
    grey[at] = red === green && green === blue ? red : luminance(red, green, blue);
  }
  return { pixels: grey, width, height };
}

function luminance(red: number, green: number, blue: number): number {
  return TO_BYTE[((RED[red] ?? 0) + (GREEN[green] ?? 0) + (BLUE[blue] ?? 0)) >> SHIFT] ?? 0;
}

function weighted(share: number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) =>
    Math.round(toLinear(byte / 255) * share * (LEVELS - 1) * 2 ** SHIFT),
  );
}

/** The transfer function of sRGB (IEC 61966-2-1). */
function toLinear(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}

function toEncoded(linear: number): number {
  return linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055;
}
