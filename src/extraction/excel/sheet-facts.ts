import type { ExtractedSheet } from '../extraction.types.js';
import { columnLetters } from '../tables/grid.js';
import type { CellBudget } from './cell-budget.js';
import type { CellRange } from '../tables/cell-range.js';
import { parseRange } from './cell-reference.js';
import { FormulaTally } from './formula-tally.js';

/** Of each kind; a list of links may be as long as the sheet. */
const MAX_LISTED = 1_000;
/** Enough for every header; merged cells further down tell nothing of tables. */
const MAX_MERGES = 20_000;
const MAX_COMMENT_LENGTH = 2_000;

/** What a sheet holds besides the values of its cells, noted while its rows pass. */
export class SheetFacts {
  readonly formulas: FormulaTally;
  readonly merges: CellRange[] = [];
  readonly links: NonNullable<ExtractedSheet['hyperlinks']> = [];
  readonly comments: NonNullable<ExtractedSheet['comments']> = [];
  /** Cells whose value is stored elsewhere in the file, and is not there. */
  missing = 0;
  /** Addresses of links by the ids that cells name them by. */
  targets: ReadonlyMap<string, string> = new Map();
  private cut = 0;

  /** `budget` is that of the workbook, for the first time that the rows pass. */
  constructor(
    sheet: string,
    private readonly budget?: CellBudget,
  ) {
    this.formulas = new FormulaTally(sheet);
  }

  /** Links and comments that were left out as there are so many. */
  get unlisted(): number {
    return this.cut;
  }

  /** Throws LIMIT_EXCEEDED. */
  countCells(count: number): void {
    this.budget?.spend(count);
  }

  addMerge(reference: string): void {
    const range = parseRange(reference);
    if (range) this.addMergedRange(range);
  }

  addMergedRange(range: CellRange): void {
    if (this.merges.length < MAX_MERGES) this.merges.push(range);
  }

  get mergedCells(): string[] {
    return this.merges.slice(0, MAX_LISTED).map(nameOfRange);
  }

  /** `id` names a relationship, `location` a place in the workbook. */
  addLink(reference: string, { id, location }: { id?: string | undefined; location?: string | undefined }): void {
    const address = id === undefined ? undefined : this.targets.get(id);
    const place = location === undefined || location === '' ? '' : `#${location}`;
    this.addTarget(reference, `${address ?? ''}${place}`);
  }

  addTarget(cell: string, target: string): void {
    if (target === '') return;
    if (this.links.length < MAX_LISTED) this.links.push({ cell, target });
    else this.cut += 1;
  }

  addComment(cell: string, author: string, text: string): void {
    if (text.trim() === '') return;
    const comment = { cell, author: author === '' ? null : author, text: text.slice(0, MAX_COMMENT_LENGTH) };
    if (this.comments.length < MAX_LISTED) this.comments.push(comment);
    else this.cut += 1;
  }
}

function nameOfRange({ top, left, bottom, right }: CellRange): string {
  return `${columnLetters(left)}${top}:${columnLetters(right)}${bottom}`;
}
