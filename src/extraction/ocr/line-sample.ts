import { cropImage, type GreyImage } from './grey-image.js';
import { lineBands } from './text-regions.js';

/** Some lines of a page, spread over it and put one below the other; null for a page of none. */
export function sampleLines(
  image: GreyImage,
  bands: readonly (readonly [number, number])[],
  count: number,
): GreyImage | null {
  const step = Math.max(1, bands.length / count);
  const chosen = Array.from(
    { length: Math.min(count, bands.length) },
    (_, index) => bands[Math.floor((index + 0.5) * step)],
  );
  const strips = chosen.flatMap((band) => (band ? [cropImage(image, [0, band[0], image.width, band[1]])] : []));
  if (strips.length === 0) return null;
  const height = strips.reduce((sum, strip) => sum + strip.height, 0);
  return { pixels: Buffer.concat(strips.map(({ pixels }) => pixels)), width: image.width, height };
}

/** Bands that are as high as lines of text are: what has no level lines is one band or a few. */
export function textBands(image: GreyImage, threshold: number, maxHeight: number): [number, number][] {
  return lineBands(image, threshold).filter(([from, to]) => to - from <= maxHeight);
}
