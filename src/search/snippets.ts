import { fold } from './folding.js';
import type { Passage, SearchableField, Snippet } from './search.types.js';
import { hitIn, scan, type Term } from './terms.js';

const MAX_SNIPPETS = 3;
const BEFORE = 40;
const LENGTH = 160;

interface FoundIn {
  filename: string;
  fields: readonly SearchableField[];
  passages: readonly Passage[];
}

type Range = [start: number, end: number];

interface TextHit {
  range: Range;
  /** Index of the term of the query. */
  term: number;
}

/**
 * The places of a document that show why it was found: its name, its fields, then its text. A place of the text is
 * among them whenever there is one.
 */
export function makeSnippets({ filename, fields, passages }: FoundIn, terms: readonly Term[]): Snippet[] {
  const inName = snippetOf(filename, terms, { source: 'filename' });
  const inFields = fields.flatMap(({ name, value, page, sheet }) => {
    const snippet = snippetOf(value, terms, { source: 'field', field: name, ...placeOf(page, sheet) });
    return snippet ? [snippet] : [];
  });
  const inText = passages.flatMap(({ text, page, sheet }) => {
    const snippet = snippetOf(text, terms, { source: 'text', ...placeOf(page, sheet) });
    return snippet ? [snippet] : [];
  });
  const byTerms = inText.toSorted((a, b) => b.highlights.length - a.highlights.length);
  const about = [...(inName ? [inName] : []), ...inFields];
  return [...about.slice(0, byTerms.length > 0 ? MAX_SNIPPETS - 1 : MAX_SNIPPETS), ...byTerms].slice(0, MAX_SNIPPETS);
}

function placeOf(page: number | null, sheet: string | null): Pick<Snippet, 'page' | 'sheet'> {
  return { ...(page !== null && { page }), ...(sheet !== null && { sheet }) };
}

/** The part of a text around its best hits; null when it has none. */
export function snippetOf(
  text: string,
  terms: readonly Term[],
  place: Omit<Snippet, 'text' | 'highlights'>,
): Snippet | null {
  const found = findHits(text, terms);
  const first = bestStart(found);
  if (first === null) return null;
  const start = text.length <= LENGTH ? 0 : wordStart(text, Math.max(0, first - BEFORE), first);
  const end = wordEnd(text, Math.min(text.length, start + LENGTH));
  const ranges = found.map(({ range }) => range).filter(([from, to]) => from >= start && to <= end);
  return { ...tidy(text, [start, end], ranges), ...place };
}

function findHits(text: string, terms: readonly Term[]): TextHit[] {
  const { folded, origins } = fold(text);
  const found: TextHit[] = [];
  for (const part of scan(folded)) {
    for (const [term, wanted] of terms.entries()) {
      const hit = hitIn(part, wanted);
      if (hit) found.push({ range: origins ? toOriginal(hit, origins, text.length) : hit, term });
    }
  }
  return merge(found);
}

/** Folding may make several characters of one: such a one is marked as a whole. */
function toOriginal([start, end]: Range, origins: readonly number[], length: number): Range {
  const last = origins[end - 1] ?? 0;
  let next = end;
  while (origins[next] === last) next += 1;
  return [origins[start] ?? 0, origins[next] ?? length];
}

/** Ranges in order, none within another. */
function merge(found: TextHit[]): TextHit[] {
  const sorted = found.toSorted((a, b) => a.range[0] - b.range[0] || b.range[1] - a.range[1]);
  const merged: TextHit[] = [];
  for (const hit of sorted) {
    const last = merged.at(-1);
    if (last && hit.range[0] < last.range[1]) last.range[1] = Math.max(last.range[1], hit.range[1]);
    else merged.push({ range: [...hit.range], term: hit.term });
  }
  return merged;
}

/** Where most of the terms stand close together. */
function bestStart(found: readonly TextHit[]): number | null {
  let best: { start: number; terms: number } | null = null;
  for (const [index, { range }] of found.entries()) {
    const near = new Set<number>();
    for (let at = index; at < found.length; at += 1) {
      const other = found[at];
      if (!other || other.range[1] > range[0] + LENGTH - BEFORE) break;
      near.add(other.term);
    }
    if (!best || near.size > best.terms) best = { start: range[0], terms: near.size };
  }
  return best?.start ?? null;
}

/** The beginning of the word after `from`, at the latest at `hit`. */
function wordStart(text: string, from: number, hit: number): number {
  if (from === 0) return 0;
  for (let at = from; at < hit; at += 1) if (/\s/.test(text.charAt(at))) return at + 1;
  return hit;
}

/** The end of the last whole word before `to`, but no more than a word back. */
function wordEnd(text: string, to: number): number {
  if (to === text.length) return to;
  for (let at = to; at > to - BEFORE; at -= 1) if (/\s/.test(text.charAt(at))) return at;
  return isLowSurrogate(text, to) ? to - 1 : to;
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** On one line, with an ellipsis where something is left out; the ranges move along. */
function tidy(text: string, [start, end]: Range, ranges: readonly Range[]): Pick<Snippet, 'text' | 'highlights'> {
  let line = start > 0 ? '… ' : '';
  const highlights: Range[] = [];
  let at = start;
  const append = (to: number): void => {
    const piece = text.slice(at, to).replaceAll(/\s+/g, ' ');
    line += line.endsWith(' ') ? piece.trimStart() : piece;
    at = to;
  };
  for (const [from, to] of ranges) {
    append(from);
    const highlightStart = line.length;
    append(to);
    highlights.push([highlightStart, line.length]);
  }
  append(end);
  return { text: line.trimEnd() + (end < text.length ? ' …' : ''), highlights };
}
