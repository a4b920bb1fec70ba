import type { PageRange } from '../common/reading-options.js';

/** The numbers of the pages to read, ascending: all of `count`, or those of them that lie in one of the ranges. */
export function selectPages(count: number, ranges: readonly PageRange[] | null): number[] {
  const all = Array.from({ length: count }, (_, index) => index + 1);
  return ranges ? all.filter((page) => ranges.some(({ first, last }) => page >= first && page <= last)) : all;
}
