import type { GridRow } from '../tables/grid.js';
import type { SheetFacts } from './sheet-facts.js';

/** A `very_hidden` sheet can be shown by a program only. */
export type SheetState = 'visible' | 'hidden' | 'very_hidden';

/** One sheet of whatever format. */
export interface SheetSource {
  name: string;
  state: SheetState;
  /** The name was made up, as the format knows none. */
  unnamed?: boolean;
  /** How much of the workbook it is, in any unit. */
  weight: number;
  /**
   * Goes through the rows that have values, from the first or once more, and notes in `facts` what else the sheet holds;
   * `facts` are complete at the end. Throws an ordinary error where the sheet is broken.
   */
  rows(facts: SheetFacts): Iterable<GridRow> | AsyncIterable<GridRow>;
  /** How far the rows have passed, 0–1. */
  done(): number;
}
