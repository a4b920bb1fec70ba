import { MAIN_FONT, PICTURE_FONT_FILES } from './report-fonts.js';
import type { ChartPicture } from './chart-svg.js';

/** On screens that draw two pixels for one it is still sharp. */
const SCALE = 2;

/** A chart as PNG. Its text is drawn in our own fonts, whichever fonts the machine has or has not. */
export async function toPng({ svg }: ChartPicture): Promise<Buffer> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const image = await renderAsync(svg, {
    background: '#ffffff',
    fitTo: { mode: 'zoom', value: SCALE },
    font: { fontFiles: PICTURE_FONT_FILES, loadSystemFonts: false, defaultFontFamily: MAIN_FONT },
  });
  return image.asPng();
}
