import sharp from 'sharp';
import type { Picture } from '../image/picture.js';
import type { BoundingBox, Rule } from '../layout/layout.types.js';
import type { GreyImage } from './grey-image.js';
import { toGrey } from './grey.js';
import { median3x3 } from './median.js';
import { rotate } from './rotation.js';
import { findSkew } from './skew.js';
import { takeOutStrokes } from './strokes.js';
import { textRegions } from './text-regions.js';
import { inkThreshold } from './threshold.js';

/** Long side of an A4 page at 300 dpi; a picture that is smaller is taken for a page that was scanned too small. */
const TARGET_LONG_SIDE = 3508;
/** Beyond this, enlarging only costs time: there is nothing left to be seen. */
const MAX_SCALE = 3;
/** Below this a letter still has pixels enough that a median takes away noise and no stroke. */
const MAX_DENOISED_SCALE = 1.2;

/** A page made ready for an OCR engine: grey, enlarged to about 300 dpi, its lines level, without ruled lines. */
export interface PreparedPage {
  image: GreyImage;
  /** What is darker is ink. */
  threshold: number;
  /** The parts to be read each by itself, in pixels of the image. */
  regions: BoundingBox[];
  /** The ruled lines that were taken out. */
  rules: Rule[];
  /** Where a box of the image lies in the picture that was given, in its pixels; it stays as large as it is. */
  toPicture(box: BoundingBox): BoundingBox;
}

/** It is not made black and white: the engine does that better by itself. */
export async function preparePage(picture: Picture): Promise<PreparedPage> {
  const { width, height } = picture;
  const scale = Math.min(Math.max(TARGET_LONG_SIDE / Math.max(width, height), 1), MAX_SCALE);
  const sized = await resize(picture, scale);
  const threshold = inkThreshold(sized);
  const angle = findSkew(sized, threshold);
  const image = angle === 0 ? sized : rotate(sized, angle);
  const rules = takeOutStrokes(image, threshold);
  const regions = textRegions(image, threshold);
  return {
    image,
    threshold,
    regions,
    rules,
    toPicture: (box) => turnBack(box, image, sized, angle, width / sized.width),
  };
}

async function resize(picture: Picture, scale: number): Promise<GreyImage> {
  const grey = toGrey(picture);
  const clean = scale < MAX_DENOISED_SCALE ? median3x3(grey) : grey;
  if (scale === 1) return clean;
  const size = { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) };
  const raw = { width: clean.width, height: clean.height, channels: 1 } as const;
  const enlarged = sharp(clean.pixels, { raw }).resize({ ...size, fit: 'fill', kernel: 'cubic' });
  return { pixels: await enlarged.toColourspace('b-w').raw().toBuffer(), ...size };
}

/** Turned about the middle: a box goes with its own middle, as tilted boxes say nothing to anybody. */
function turnBack(
  [x0, y0, x1, y1]: BoundingBox,
  turned: GreyImage,
  before: GreyImage,
  angle: number,
  scale: number,
): BoundingBox {
  const radians = (-angle * Math.PI) / 180;
  const [dx, dy] = [(x0 + x1 - turned.width) / 2, (y0 + y1 - turned.height) / 2];
  const x = dx * Math.cos(radians) - dy * Math.sin(radians) + before.width / 2;
  const y = dx * Math.sin(radians) + dy * Math.cos(radians) + before.height / 2;
  const [halfWidth, halfHeight] = [(x1 - x0) / 2, (y1 - y0) / 2];
  return [(x - halfWidth) * scale, (y - halfHeight) * scale, (x + halfWidth) * scale, (y + halfHeight) * scale];
}
