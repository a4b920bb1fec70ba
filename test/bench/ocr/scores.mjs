/** How close a text that was read comes to what stands on the page. */
const levelled = (text) => text.normalize('NFKC').replace(/\s+/g, ' ').trim();
const bare = (text) => text.normalize('NFKC').replace(/\s+/g, '');

/** Insertions, deletions and replacements (Levenshtein) for each character of the page; runs of spaces count as one. */
export function characterErrorRate(expected, found) {
  const [from, to] = [[...levelled(expected)], [...levelled(found)]];
  let previous = Uint32Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, character] of from.entries()) {
    const next = new Uint32Array(to.length + 1);
    next[0] = row + 1;
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = previous[column - 1] + (character === to[column - 1] ? 0 : 1);
      next[column] = Math.min(previous[column] + 1, next[column - 1] + 1, replaced);
    }
    previous = next;
  }
  return previous[to.length] / from.length;
}

/** The harmonic mean of precision and recall of characters, wherever they stand; spaces do not count. */
export function characterF1(expected, found) {
  const counts = new Map();
  for (const character of bare(expected)) counts.set(character, (counts.get(character) ?? 0) + 1);
  let shared = 0;
  for (const character of bare(found)) {
    const left = counts.get(character) ?? 0;
    if (left === 0) continue;
    shared += 1;
    counts.set(character, left - 1);
  }
  return (2 * shared) / (bare(expected).length + bare(found).length);
}

/** Lines of dashes are rules, not text. */
export function withoutRules(text) {
  return text
    .split('\n')
    .map((line) => line.replace(/[-—–]{3,}/g, ''))
    .filter((line) => !/^[-—–~_. ]+$/.test(line.trim()))
    .join('\n');
}
