/** `[x0, y0, x1, y1]` in the unit of the page as it is shown (rotation applied), origin top left. */
export type BoundingBox = [number, number, number, number];

/** A run of characters without white space; where the page was read by OCR with the engine's confidence, 0–1. */
export interface Word {
  text: string;
  bbox: BoundingBox;
  confidence?: number;
}

/** Words of one baseline, in reading order. */
export interface Line {
  words: Word[];
  bbox: BoundingBox;
}

/** Lines that belong together: a paragraph, a heading, or the rows of a table. */
export interface Block {
  lines: Line[];
  bbox: BoundingBox;
  kind: 'text' | 'table';
  /** Of a table: the texts of its cells, row by row. */
  cells?: string[][];
  /** What is repeated at the top or foot of several pages, page numbers among it; absent for the text itself. */
  role?: 'header' | 'footer';
}

/** What stands on one page, in reading order. The same shape whether a text layer or OCR gave it. */
export interface PageLayout {
  page: number;
  blocks: Block[];
}

/** A straight stroke, or the edge of a filled box: `bbox` has no height or no width to speak of. */
export interface Rule {
  axis: 'horizontal' | 'vertical';
  bbox: BoundingBox;
}

/** A cell that is not empty; row and column from 1. */
export interface SheetCell {
  row: number;
  column: number;
  /** As a person reads it in the workbook: formatted, without surrounding white space. */
  text: string;
  value: string | number | boolean;
}

/** The first cells of a sheet, row by row: enough to find labels and values, bounded for sheets of any size. */
export interface SheetLayout {
  sheet: string;
  hidden: boolean;
  cells: SheetCell[];
  /** Whether the sheet has more cells than these. */
  truncated: boolean;
}
