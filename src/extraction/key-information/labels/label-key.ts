/** Where a letter of a key stands in the text. */
export interface KeyedText {
  key: string;
  /** For each letter of the key the offset in the text that it comes from. */
  offsets: number[];
}

const ACCENTS = /[\u0300-\u036f]/g;
const SIGNIFICANT = /[\p{L}\p{N}]/u;

/**
 * A text without what labels are written with or without: case, accents, white space and punctuation. `#`, `№` and `º`
 * behind an n read as `no`.
 */
export function keyOf(text: string): string {
  return keyWithOffsets(text).key;
}

/** {@link keyOf} with the way back to the text. */
export function keyWithOffsets(text: string): KeyedText {
  let key = '';
  const offsets: number[] = [];
  let offset = 0;
  for (const character of text) {
    const letters = lettersOf(character);
    key += letters;
    for (let index = 0; index < letters.length; index += 1) offsets.push(offset);
    offset += character.length;
  }
  return { key, offsets };
}

const known = new Map<string, string>();

function lettersOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x80) {
    if ((code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)) return character;
    if (code >= 0x41 && code <= 0x5a) return character.toLowerCase();
    return character === '#' ? 'no' : '';
  }
  // Hangul syllables are letters as they stand: most of what is not ASCII here.
  if (code >= 0xac00 && code <= 0xd7a3) return character;
  const found = known.get(character);
  if (found !== undefined) return found;
  const letters = plainLetters(character);
  if (known.size < 4_096) known.set(character, letters);
  return letters;
}

function plainLetters(character: string): string {
  if (character === 'º' || character === '°') return 'o';
  const plain = character.normalize('NFKD').replace(ACCENTS, '').normalize('NFC').toLowerCase();
  return Array.from(plain)
    .filter((letter) => SIGNIFICANT.test(letter))
    .join('');
}
