import type { GreyImage } from './grey-image.js';

/** Every so many pixels one is looked at: prime, so that no raster falls in step with it. */
const SAMPLE_STEP = 37;
/** Paper is never told from ink brighter or darker than these. */
const LIMITS = { least: 60, most: 190 };

/** What is darker is ink: the grey value that parts the pixels into two classes best (Otsu's method). */
export function inkThreshold({ pixels }: GreyImage): number {
  const counts = new Float64Array(256);
  for (let at = 0; at < pixels.length; at += SAMPLE_STEP) {
    const value = pixels[at] ?? 0;
    counts[value] = (counts[value] ?? 0) + 1;
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  const weighted = counts.reduce((sum, count, value) => sum + count * value, 0);
  let [below, belowWeighted, most, threshold] = [0, 0, -1, 128];
  for (let value = 0; value < 255; value += 1) {
    below += counts[value] ?? 0;
    belowWeighted += value * (counts[value] ?? 0);
    if (below === 0 || below === total) continue;
    const apart = belowWeighted / below - (weighted - belowWeighted) / (total - below);
    const between = below * (total - below) * apart ** 2;
    if (between <= most) continue;
    most = between;
    threshold = value + 1;
  }
  return Math.min(Math.max(threshold, LIMITS.least), LIMITS.most);
}
