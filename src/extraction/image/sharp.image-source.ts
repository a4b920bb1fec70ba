import sharp, { type FailOnOptions, type Metadata } from 'sharp';
import { DocumentFault } from '../../common/errors.js';
import type { DocumentMetadata } from '../extraction.types.js';
import { readExif } from './exif-metadata.js';
import { assertPixels, type DecodedPage, type ImageSource, orCorrupt } from './image-source.js';
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

async function decodePage(path: string, page: number, maxPixels: number): Promise<DecodedPage> {
  const metadata = await pageMetadata(path, page);
  assertPixels(metadata, maxPixels);
  const size = { width: metadata.autoOrient.width, height: metadata.autoOrient.height };
  const decode = (failOn: FailOnOptions): Promise<Picture> => {
    const upright = sharp(path, { page: page - 1, limitInputPixels: maxPixels, failOn }).autoOrient();
    const scale = Math.sqrt(MAX_DECODED_PIXELS / (size.width * size.height));
    return toPicture(scale < 1 ? upright.resize({ width: Math.max(1, Math.floor(size.width * scale)) }) : upright);
  };
  try {
    return { picture: await decode('error'), size, isDamaged: false };
  } catch {
    // Viewers show a picture all of which is there, whatever a checksum says.
    return { picture: await orCorrupt(decode('truncated')), size, isDamaged: true };
  }
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
