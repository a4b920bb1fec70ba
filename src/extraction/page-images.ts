import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Sharp } from 'sharp';
import type { Turn } from './layout/geometry.js';

/** Of longer documents only the first pages get a picture. */
export const MAX_PAGE_IMAGES = 20;
/** Below an extraction's output directory: `1.webp`, `2.webp` … */
export const PAGE_IMAGE_FOLDER = 'pages';
/** Pixels: the widest that is asked for, and for pages that are scrolls. */
const PAGE_IMAGE_WIDTH = 1280;
const MAX_HEIGHT = 4096;
/** More effort makes files smaller by a fiftieth (1) to a fifth (2) for a fifth to a half more time. */
const ENCODING = { quality: 75, effort: 0 };
/** Nobody sees a difference to sharper ones on a page this small; it takes less time to make, and to encode. */
const KERNEL = 'mitchell';

/** Writes the picture of a page, from 1, at most {@link PAGE_IMAGE_WIDTH} wide; smaller ones keep their size. */
export async function writePageImage(outputDirectory: string, page: number, image: Sharp): Promise<void> {
  const folder = join(outputDirectory, PAGE_IMAGE_FOLDER);
  await mkdir(folder, { recursive: true });
  await useTwoCores();
  await image
    .flatten({ background: '#ffffff' })
    .resize({ width: PAGE_IMAGE_WIDTH, height: MAX_HEIGHT, fit: 'inside', withoutEnlargement: true, kernel: KERNEL })
    .webp(ENCODING)
    .toFile(join(folder, `${page}.webp`));
}

/** libvips takes one thread where it finds glibc's allocator. By two, a page has its picture in a tenth less time. */
async function useTwoCores(): Promise<void> {
  const { default: sharp } = await import('sharp');
  sharp.concurrency(Math.min(availableParallelism(), 2));
}

/** Turns the picture of a page, if it has one, that only its text showed to lie on its side. */
export async function turnPageImage(outputDirectory: string, page: number, turn: Turn): Promise<void> {
  const file = join(outputDirectory, PAGE_IMAGE_FOLDER, `${page}.webp`);
  if (turn === 0 || !existsSync(file)) return;
  const { default: sharp } = await import('sharp');
  await writePageImage(outputDirectory, page, sharp(await readFile(file)).rotate(turn));
}

/** Pixels to the unit of a page at which it is as wide as its picture. */
export function pageImageScale({ width, height }: { width: number; height: number }): number {
  return Math.min(PAGE_IMAGE_WIDTH / width, MAX_HEIGHT / height);
}
