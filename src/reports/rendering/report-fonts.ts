import { existingCharacters, FONT_PATHS } from './font-files.js';

/** Hangul, Hanja, kana and Latin; figures of equal width. */
export const MAIN_FONT = 'Noto Sans KR';

/** In the order in which they are asked for a character. */
const CHAIN = [
  { name: MAIN_FONT, path: FONT_PATHS.mainRegular },
  { name: 'Noto Sans', path: FONT_PATHS.latinRegular },
  { name: 'Noto Emoji', path: FONT_PATHS.emoji },
];
/** Stands for a character that no font has. */
const REPLACEMENT = '□';
/** What every font of the chain is sure to have: ASCII and Hangul syllables. */
const PLAIN = /^[\n\u0020-\u007e\uac00-\ud7a3]*$/;
/** They join or vary what stands beside them, and show nothing themselves. */
const INVISIBLE = /\p{Cf}|\p{Variation_Selector}|[\u2028\u2029]/gu;

export interface FontRun {
  text: string;
  font: string;
}

/**
 * Text divided into runs, each in a font that has all its characters; what no font has becomes a box. Line feeds and
 * spaces stay with the run before them.
 */
export function toFontRuns(text: string): FontRun[] {
  const clean = text.toWellFormed().replaceAll('\t', ' ').normalize('NFC');
  if (PLAIN.test(clean)) return [{ text: clean, font: MAIN_FONT }];
  const runs: FontRun[] = [];
  for (const { segment } of new Intl.Segmenter().segment(clean)) {
    const next = toRun(segment, runs.at(-1)?.font ?? MAIN_FONT);
    const last = runs.at(-1);
    if (next.text === '') continue;
    if (last?.font === next.font) last.text += next.text;
    else runs.push(next);
  }
  return runs;
}

/** Whether each of the characters is in one of the fonts; the others become boxes. */
export function canShow(text: string): boolean {
  if (PLAIN.test(text)) return true;
  const characters = new Set(
    text
      .toWellFormed()
      .normalize('NFC')
      .replace(INVISIBLE, '')
      .replace(/[\p{Cc}\s]/gu, ''),
  );
  return [...characters].every((character) => CHAIN.some(({ path }) => hasAll(path, character)));
}

/** The same in the main font alone, for where a text can have but one. */
export function toMainFont(text: string): string {
  return toFontRuns(text)
    .map((run) =>
      run.font === MAIN_FONT ? run.text : REPLACEMENT.repeat([...new Intl.Segmenter().segment(run.text)].length),
    )
    .join('');
}

function toRun(grapheme: string, current: string): FontRun {
  const visible = grapheme.replace(INVISIBLE, '').replaceAll(/(?!\n)\p{Cc}/gu, '');
  if (visible === '') return { text: '', font: current };
  if (visible.trim() === '') return { text: visible.includes('\n') ? '\n' : ' ', font: current };
  const font = CHAIN.find(({ path }) => hasAll(path, visible));
  if (!font) return { text: REPLACEMENT, font: MAIN_FONT };
  // A joiner between emoji makes one of them; in other fonts it is nothing.
  return {
    text: font.name === 'Noto Emoji' ? grapheme.replace(/\p{Variation_Selector}/gu, '') : visible,
    font: font.name,
  };
}

function hasAll(path: string, text: string): boolean {
  const characters = existingCharacters(path);
  for (const character of text) if (!characters.has(character.codePointAt(0) ?? 0)) return false;
  return true;
}
