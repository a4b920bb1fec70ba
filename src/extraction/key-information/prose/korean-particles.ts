/** Particles that no noun ends in: cut wherever two syllables remain. */
const CERTAIN = [
  '에서는',
  '에서도',
  '으로는',
  '으로부터',
  '로부터',
  '에게서',
  '에서',
  '에게',
  '으로',
  '부터',
  '까지',
  '까지의',
  '에는',
  '에도',
  '이며',
  '이나',
  '에의',
];
/** Particles whose form depends on whether a consonant closes the syllable before; true for those behind one. */
const BY_FINAL: Record<string, boolean> = {
  을: true,
  를: false,
  은: true,
  는: false,
  이: true,
  가: false,
  과: true,
  와: false,
};
/** Also last syllables of nouns (회의, 제도), so that the document itself must show the noun without them. */
const AT_WILL = ['의', '에', '도', '만', '로'];
/** Of those that follow the sound before them, the ones that nouns end in, too (결과, 평가, 차이). */
const DOUBTFUL = new Set(['이', '가', '과', '와', '은']);
const LONGEST_FIRST = [...CERTAIN].sort((a, b) => b.length - a.length);
/** Endings of verbs and adjectives: no terms. */
const PREDICATE =
  /(?:니다|[가-힣]{2}된|하는|되는|하여|하고|하며|되어|되며|있는|있다|없는|없다|한다|된다|였다|했다|하였다|되었다|하기|하게|하지|해서|하면|되면|위한|통한|대한|관한|따른|으며|세요|시오|십시오|지만)$/;
const HANGUL = /^[가-힣]+$/;
const FIRST_SYLLABLE = 0xac00;
const FINALS = 28;

export function isPredicate(word: string): boolean {
  return HANGUL.test(word) && PREDICATE.test(word);
}

/**
 * A Korean word without its particle (조사): `문서를` → `문서`. Never cuts to less than two syllables, and where a noun
 * may end in the same syllable only when `isKnown` says that the document has the noun by itself.
 */
export function withoutParticle(word: string, isKnown: (stem: string) => boolean): string {
  if (!HANGUL.test(word) || word.length < 3) return word;
  const certain = LONGEST_FIRST.find((particle) => word.endsWith(particle) && word.length - particle.length >= 2);
  if (certain !== undefined) return word.slice(0, -certain.length);
  const particle = word.slice(-1);
  const stem = word.slice(0, -1);
  const needsFinal = BY_FINAL[particle];
  if (needsFinal !== undefined && needsFinal === hasFinal(stem)) {
    return !DOUBTFUL.has(particle) || isKnown(stem) ? stem : word;
  }
  return AT_WILL.includes(particle) && isKnown(stem) ? stem : word;
}

/** Whether a consonant closes the last syllable: syllables of Unicode are ordered by it, 28 to a vowel. */
function hasFinal(word: string): boolean {
  return (word.charCodeAt(word.length - 1) - FIRST_SYLLABLE) % FINALS !== 0;
}
