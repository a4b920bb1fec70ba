import type { DocumentMetadata } from '../extraction.types.js';

/** Of each kind (links, form fields, bookmarks, …) so many are told of a document: it may be nothing but links. */
export const MAX_LISTED = 1_000;
/** What a list holds before it is cut: one more, which tells that there are more. */
export const MAX_COLLECTED = MAX_LISTED + 1;

/** Adds what there is room for. */
export function collect<T>(list: T[], items: readonly T[]): void {
  list.push(...items.slice(0, MAX_COLLECTED - list.length));
}

/** The metadata with no list longer than {@link MAX_LISTED}, and the names of those that were. */
export function cutLists(metadata: DocumentMetadata): { metadata: DocumentMetadata; cut: string[] } {
  const cut: string[] = [];
  const entries = Object.entries(metadata).map(([name, value]) => {
    if (!Array.isArray(value) || value.length <= MAX_LISTED) return [name, value] as const;
    cut.push(name);
    return [name, value.slice(0, MAX_LISTED)] as const;
  });
  return { metadata: Object.fromEntries(entries), cut };
}
