import { create, type Font } from 'fontkit';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

function file(name: string): string {
  return require.resolve(`@expo-google-fonts/${name}`);
}

/** Hangul, Hanja, kana and Latin; figures of equal width. All of these fonts are under the SIL Open Font License. */
export const MAIN_FONT = 'Noto Sans KR';
const MAIN_REGULAR = file('noto-sans-kr/400Regular/NotoSansKR_400Regular.ttf');
const MAIN_BOLD = file('noto-sans-kr/700Bold/NotoSansKR_700Bold.ttf');
const LATIN_REGULAR = file('noto-sans/400Regular/NotoSans_400Regular.ttf');
const LATIN_BOLD = file('noto-sans/700Bold/NotoSans_700Bold.ttf');
const EMOJI = file('noto-emoji/400Regular/NotoEmoji_400Regular.ttf');

/** Fonts by name, as pdfmake wants them. */
export const FONT_FILES = {
  [MAIN_FONT]: { normal: MAIN_REGULAR, bold: MAIN_BOLD },
  'Noto Sans': { normal: LATIN_REGULAR, bold: LATIN_BOLD },
  'Noto Emoji': { normal: EMOJI, bold: EMOJI },
};

/** For pictures of charts, whose labels are in {@link toMainFont}: each further font would be read for every picture. */
export const PICTURE_FONT_FILES = [MAIN_REGULAR];

/** In the order in which they are asked for a character. */
const CHAIN = [
  { name: MAIN_FONT, path: MAIN_REGULAR },
  { name: 'Noto Sans', path: LATIN_REGULAR },
  { name: 'Noto Emoji', path: EMOJI },
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
  const characters = charactersOf(path);
  for (const character of text) if (!characters.has(character.codePointAt(0) ?? 0)) return false;
  return true;
}

const characterSets = new Map<string, ReadonlySet<number>>();

function charactersOf(path: string): ReadonlySet<number> {
  let characters = characterSets.get(path);
  if (!characters) {
    const font = create(readFileSync(path)) as Font;
    characters = new Set(font.characterSet);
    characterSets.set(path, characters);
  }
  return characters;
}
