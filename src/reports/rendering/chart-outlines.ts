import { FONT_PATHS, openFont } from './font-files.js';

const TEXT = /<text ([^>]*)>([^<]*)<\/text>/g;
const ATTRIBUTE = /([\w-]+)="([^"]*)"/g;
const FONT_SIZE = /font-size:([\d.]+)px/;
const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
/** How much of its own width a text stands to the left of its place. */
const SHIFT: Record<string, number> = { start: 0, middle: 0.5, end: 1 };

type Attributes = Partial<Record<string, string>>;

/**
 * The texts of a chart as outlines in the main font. What draws the picture then needs no font: it would read and index
 * all of its megabytes for each chart.
 */
export function outlineText(svg: string): string {
  return svg.replace(TEXT, (_text, attributes: string, content: string) => {
    const named = [...attributes.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name, value] as const);
    const given: Attributes = Object.fromEntries(named);
    const path = outline(
      content.replace(/&(?:lt|gt|quot|amp|#39);/g, (entity) => ENTITIES[entity] ?? entity),
      given,
    );
    return `<g transform="${given.transform ?? ''} translate(${given.x ?? 0} ${given.y ?? 0})">${path}</g>`;
  });
}

function outline(text: string, given: Attributes): string {
  const font = openFont(FONT_PATHS.mainRegular);
  const scale = Number(FONT_SIZE.exec(given.style ?? '')?.[1] ?? 12) / font.unitsPerEm;
  const { glyphs, advanceWidth } = font.layout(text);
  let left = -advanceWidth * (SHIFT[given['text-anchor'] ?? 'start'] ?? 0);
  // The middle of a line lies half-way between its top and its bottom, of which the second is negative.
  const drop = given['dominant-baseline'] === 'central' ? -(font.ascent + font.descent) / 2 : 0;
  const parts = glyphs.map((glyph) => {
    const part = glyph.path.translate(left, drop).toSVG();
    left += glyph.advanceWidth;
    return part;
  });
  // In fonts the second axis points upwards.
  return `<path d="${parts.join('')}" transform="scale(${scale} ${-scale})" fill="${given.fill ?? '#000'}"/>`;
}
