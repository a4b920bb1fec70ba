import { decode } from 'bmp-ts';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Size } from '../layout/geometry.js';
import { assertPixels, type ImageSource, orCorrupt } from './image-source.js';
import { type Picture, toPicture } from './picture.js';

const SIGNATURE = 'BM';
/** Of the file's header and the part of the bitmap's that all versions but the oldest share. */
const HEADER_BYTES = 54;
const INCHES_PER_METRE = 39.37;

/** What the header says, read before anything is decoded. */
interface BmpHeader extends Size {
  bitsPerPixel: number;
  density: number;
}

/** Windows bitmaps, which sharp does not decode. What they call transparency is mostly left over, and is left out. */
export async function openBmp(path: string, maxPixels: number): Promise<ImageSource> {
  const bytes = await readFile(path);
  const header = await orCorrupt(Promise.resolve().then(() => readHeader(bytes)));
  assertPixels(header, maxPixels);
  const { width, height, density, bitsPerPixel } = header;
  return {
    format: 'bmp',
    pageCount: 1,
    metadata: () =>
      Promise.resolve({
        format: 'bmp',
        width,
        height,
        page_count: 1,
        color_space: 'srgb',
        has_alpha: false,
        bits_per_pixel: bitsPerPixel,
        ...(density > 0 && { density }),
      }),
    decode: async () => ({ picture: await orCorrupt(decodePixels(bytes)), size: { width, height }, isDamaged: false }),
  };
}

function readHeader(bytes: Buffer): BmpHeader {
  if (bytes.length < HEADER_BYTES || bytes.toString('latin1', 0, 2) !== SIGNATURE) throw new Error('No BMP header');
  const width = bytes.readInt32LE(18);
  // A negative height is that of a picture that is written from its top.
  const height = Math.abs(bytes.readInt32LE(22));
  if (width <= 0 || height === 0) throw new Error(`A picture of ${width} × ${height} pixels`);
  const density = Math.round(bytes.readInt32LE(38) / INCHES_PER_METRE);
  return { width, height, bitsPerPixel: bytes.readUInt16LE(28), density };
}

async function decodePixels(bytes: Buffer): Promise<Picture> {
  const { data, width, height } = decode(bytes, { toRGBA: true });
  for (let alpha = 3; alpha < data.length; alpha += 4) data[alpha] = 255;
  return toPicture(sharp(data, { raw: { width, height, channels: 4 } }));
}
