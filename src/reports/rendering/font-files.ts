import { create, type Font } from 'fontkit';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

function file(name: string): string {
  return require.resolve(`@expo-google-fonts/${name}`);
}

/** All of these fonts are under the SIL Open Font License. */
export const FONT_PATHS = {
  mainRegular: file('noto-sans-kr/400Regular/NotoSansKR_400Regular.ttf'),
  mainBold: file('noto-sans-kr/700Bold/NotoSansKR_700Bold.ttf'),
  latinRegular: file('noto-sans/400Regular/NotoSans_400Regular.ttf'),
  latinBold: file('noto-sans/700Bold/NotoSans_700Bold.ttf'),
  emoji: file('noto-emoji/400Regular/NotoEmoji_400Regular.ttf'),
} as const;

/** Their characters do not change beside each other: composed Hangul, Hanja and Latin letters without kerning. */
const UNSHAPED: ReadonlySet<string> = new Set([FONT_PATHS.mainRegular, FONT_PATHS.mainBold]);
const SHAPING_TABLES: ReadonlySet<string> = new Set(['GSUB', 'GPOS', 'GDEF']);
/** Of an OpenType file: what precedes the list of its tables, and each entry of that list. */
const HEADER_BYTES = 12;
const ENTRY_BYTES = 16;

const files = new Map<string, Buffer>();
const fonts = new Map<string, Font>();
const characterSets = new Map<string, ReadonlySet<number>>();

/** The bytes of a font, read once. */
export function readFont(path: string): Buffer {
  return kept(files, path, () => {
    const bytes = readFileSync(path);
    if (UNSHAPED.has(path)) hideTables(bytes, SHAPING_TABLES);
    return bytes;
  });
}

export function openFont(path: string): Font {
  return kept(fonts, path, () => create(readFont(path)) as Font);
}

/** The characters that a font has. */
export function existingCharacters(path: string): ReadonlySet<number> {
  return kept(characterSets, path, () => new Set(openFont(path).characterSet));
}

/** Shaping takes a third of the time of a report, and gives Korean text nothing: tables by other names are not found. */
function hideTables(font: Buffer, tables: ReadonlySet<string>): void {
  const end = HEADER_BYTES + font.readUInt16BE(4) * ENTRY_BYTES;
  for (let entry = HEADER_BYTES; entry < end; entry += ENTRY_BYTES) {
    if (tables.has(font.toString('latin1', entry, entry + 4))) font.write('none', entry, 'latin1');
  }
}

function kept<T>(all: Map<string, T>, path: string, make: () => T): T {
  let one = all.get(path);
  if (one === undefined) {
    one = make();
    all.set(path, one);
  }
  return one;
}
