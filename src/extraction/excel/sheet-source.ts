import type { ExtractionWarning } from '../extraction.types.js';
import type { GridRow } from '../tables/grid.js';

/** One sheet of whatever format, whose rows can be gone through once. */
export interface SheetSource {
  name: string;
  hidden: boolean;
  /** The name was made up, as the format knows none. */
  unnamed?: boolean;
  rows: Iterable<GridRow> | AsyncIterable<GridRow>;
  /** What is to be said of the rows once they have passed. */
  warnings: () => ExtractionWarning[];
}
