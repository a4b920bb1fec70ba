import { outlineText } from './chart-outlines.js';
import type { ChartPicture } from './chart-svg.js';

/** On screens that draw two pixels for one it is still sharp. */
const SCALE = 2;

/** A chart as PNG. Its text is drawn in our own font, whichever fonts the machine has or has not. */
export async function toPng({ svg }: ChartPicture): Promise<Buffer> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const image = await renderAsync(outlineText(svg), {
    background: '#ffffff',
    fitTo: { mode: 'zoom', value: SCALE },
    font: { loadSystemFonts: false },
  });
  return image.asPng();
}
