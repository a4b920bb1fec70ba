import { eastAsianWidth } from 'get-east-asian-width';

// eslint-disable-next-line no-control-regex -- all of ASCII is narrow
const ASCII = /^[\u0000-\u007f]*$/;

/** The width of text in narrow characters, as Unicode's East Asian Width tells it: a Hangul syllable is two wide. */
export function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += eastAsianWidth(character.codePointAt(0) ?? 0);
  return width;
}

/** The width of the widest line. */
export function widestLine(text: string): number {
  if (!text.includes('\n')) return textWidth(text);
  return text.split('\n').reduce((widest, line) => Math.max(widest, textWidth(line)), 0);
}
