/** Text as it is compared, and where each of its code units comes from. */
export interface FoldedText {
  folded: string;
  /** Of each code unit of `folded` the offset in the text it was made of; null where both are the same. */
  origins: readonly number[] | null;
}

/** ASCII and Hangul syllables: nothing but the case of letters can differ. */
const PLAIN = /^[\0-\x7e가-힣]*$/;
/** Accents, and what takes no room: soft hyphen, zero-width marks. */
const IGNORED = /[\u0300-\u036f]|[\u00ad\u200b-\u200f\u2060\ufeff]|[\ufe0e\ufe0f]/g;

/**
 * Makes alike what people type alike: case, width (`ＦＵＬＬ`), compatibility forms (`㈜`, `①`) and accents. Goes code
 * point by code point and by Unicode's tables alone, so that index and query agree whatever the locale of the database.
 */
export function fold(text: string): FoldedText {
  if (PLAIN.test(text)) return { folded: text.toLowerCase(), origins: null };
  const origins: number[] = [];
  let folded = '';
  let offset = 0;
  for (const character of text) {
    const piece = foldCharacter(character);
    for (let unit = 0; unit < piece.length; unit += 1) origins.push(offset);
    folded += piece;
    offset += character.length;
  }
  return { folded, origins };
}

function foldCharacter(character: string): string {
  if (PLAIN.test(character)) return character.toLowerCase();
  return character.normalize('NFKD').toLowerCase().replace(IGNORED, '').normalize('NFC');
}
