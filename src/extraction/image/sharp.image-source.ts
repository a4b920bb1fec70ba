import sharp, { type Metadata } from 'sharp';
import { DocumentFault } from '../../common/errors.js';
import type { DocumentMetadata } from '../extraction.types.js';
import type { Size } from '../layout/geometry.js';
import { readExif } from './exif-metadata.js';
import { assertPixels, type ImageSource, orCorrupt } from './image-source.js';
import { type Picture, toPicture } from './picture.js';

/** sharp would read much else, SVG among it, under the name of a picture. */
const FORMATS = new Set(['png', 'jpeg', 'webp', 'tiff', 'gif']);
/** An A2 page at 300 dpi. Larger pictures are decoded coarser: what is left is more than OCR makes use of. */
const MAX_DECODED_PIXELS = 40_000_000;

// Decoded pixels of one file must not outlive it.
sharp.cache(false);

/** All formats but BMP. */
export async function openWithSharp(path: string, maxPixels: number): Promise<ImageSource> {
  const metadata = await pageMetadata(path, 1);
  if (!FORMATS.has(metadata.format)) throw new DocumentFault('CORRUPT_FILE', 'failure.corrupt');
  const pageCount = metadata.pages ?? 1;
  assertPixels(metadata, maxPixels);
  return {
    format: metadata.format,
    pageCount,
    metadata: () => describe(metadata, pageCount),
    decode: (page) => decodePage(path, page, maxPixels),
  };
}

/** Without a limit on purpose: only the header is read, and the limit's message needs its figures. */
async function pageMetadata(path: string, page: number): Promise<Metadata> {
  return orCorrupt(sharp(path, { page: page - 1, limitInputPixels: false }).metadata());
}

async function decodePage(path: string, page: number, maxPixels: number): Promise<{ picture: Picture; size: Size }> {
  const metadata = await pageMetadata(path, page);
  assertPixels(metadata, maxPixels);
  const { width, height } = metadata.autoOrient;
  const upright = sharp(path, { page: page - 1, limitInputPixels: maxPixels, failOn: 'error' }).autoOrient();
  const scale = Math.sqrt(MAX_DECODED_PIXELS / (width * height));
  const sized = scale < 1 ? upright.resize({ width: Math.max(1, Math.floor(width * scale)) }) : upright;
  return { picture: await orCorrupt(toPicture(sized)), size: { width, height } };
}

async function describe(metadata: Metadata, pageCount: number): Promise<DocumentMetadata> {
  const { width, height } = metadata.autoOrient;
  return {
    ...(metadata.exif && (await readExif(metadata.exif))),
    format: metadata.format,
    width,
    height,
    page_count: pageCount,
    color_space: metadata.space,
    has_alpha: metadata.hasAlpha,
    ...(metadata.density !== undefined && { density: metadata.density }),
  };
}
