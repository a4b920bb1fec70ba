/** Month names and their usual short forms, without accents and points, lower case. */
const NAMES: Record<number, string> = {
  1: 'january jan januari januar janner janvier janv enero ene gennaio gen',
  2: 'february feb februari februar fevrier fevr fev febrero febbraio',
  3: 'march mar maart mrt marz mrz mars marzo maerz',
  4: 'april apr avril avr abril abr aprile',
  5: 'may mei mai mayo maggio mag',
  6: 'june jun juni juin junio giugno giu',
  7: 'july jul juli juillet juil julio luglio lug',
  8: 'august aug augustus aout agosto ago',
  9: 'september sep sept septembre septiembre setiembre settembre set',
  10: 'october oct oktober okt octobre octubre ottobre ott',
  11: 'november nov novembre noviembre',
  12: 'december dec dezember dez decembre diciembre dic dicembre',
};

const ACCENTED: Record<string, string> = { a: '[aàáâä]', e: '[eèéêë]', o: '[oòóôö]', u: '[uùúûü]' };

const MONTHS = new Map(
  Object.entries(NAMES).flatMap(([month, names]) => names.split(' ').map((name) => [name, Number(month)] as const)),
);

/** How month names begin, accents allowed: the source of a pattern with the flags `iu`. */
export const MONTH_BEGINNING = `(?:${[...new Set([...MONTHS.keys()].map((name) => name.slice(0, 3)))]
  .map((letters) => letters.replace(/[aeou]/g, (vowel) => String.raw`${ACCENTED[vowel] ?? vowel}\p{M}?`))
  .join('|')})`;

/** 1–12, of English, Dutch, German, French, Spanish and Italian names, short or long; null for any other word. */
export function monthOf(word: string): number | null {
  const bare = word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\.$/, '');
  return MONTHS.get(bare) ?? null;
}
