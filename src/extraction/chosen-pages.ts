import type { PageRange } from '../common/reading-options.js';

export interface ChosenPages {
  /** Page numbers from 1, rising, each once. */
  numbers: number[];
  /** Ranges that reach beyond the last page. */
  beyondEnd: PageRange[];
}

/** Which pages of a document to read; all for null. */
export function choosePages(pageCount: number, ranges: readonly PageRange[] | null): ChosenPages {
  const wanted = ranges ?? [{ first: 1, last: pageCount }];
  const numbers: number[] = [];
  for (let number = 1; number <= pageCount; number += 1) {
    if (wanted.some(({ first, last }) => number >= first && number <= last)) numbers.push(number);
  }
  return { numbers, beyondEnd: (ranges ?? []).filter(({ last }) => last > pageCount) };
}
