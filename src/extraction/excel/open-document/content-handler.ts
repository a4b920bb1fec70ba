import type { GridCell, GridRow } from '../../tables/grid.js';
import { columnLetters } from '../../tables/grid.js';
import { MAX_COLUMNS } from '../cell-reference.js';
import type { SheetFacts } from '../sheet-facts.js';
import type { XmlAttributes, XmlHandler } from '../xml.js';
import { CellText } from './cell-text.js';
import { readCell } from './cell-value.js';

/** What comes next in a document: a row of one of its sheets, which may come again and again, or a fact of the sheet. */
export interface ContentItem {
  /** From 0. */
  sheet: number;
  row?: GridRow;
  repeats?: number;
  note?: (facts: SheetFacts) => void;
}

/** Puts the rows of all sheets together from the elements of a document's content; they wait in `items` to be taken. */
export class ContentHandler implements XmlHandler {
  items: ContentItem[] = [];
  private sheet = -1;
  private depth = 0;
  private rowNumber = 0;
  private row: GridRow = { number: 0, cells: [] };
  private rowRepeats = 1;
  private column = 0;
  private cell: XmlAttributes | null = null;
  private readonly content = new CellText();

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'table' && 'table:name' in attributes && this.depth === 0) {
      this.sheet += 1;
      this.rowNumber = 0;
    }
    if (name === 'table') this.depth += 1;
    // Tables within cells and charts are none of the sheet.
    if (this.depth !== 1) return;
    if (this.cell) this.content.open(name, attributes);
    else if (name === 'table-row') this.openRow(attributes);
    else if (name === 'table-cell' || name === 'covered-table-cell') {
      this.cell = attributes;
      this.content.clear();
    }
  }

  text(text: string): void {
    if (this.cell && this.depth === 1) this.content.add(text);
  }

  close(name: string): void {
    if (name === 'table') this.depth = Math.max(0, this.depth - 1);
    if (this.depth !== 1) return;
    if (name === 'table-cell' || name === 'covered-table-cell') this.closeCell();
    else if (this.cell) this.content.close(name);
    else if (name === 'table-row') this.closeRow();
  }

  private openRow(attributes: XmlAttributes): void {
    this.rowRepeats = repeats(attributes['table:number-rows-repeated']);
    this.row = { number: this.rowNumber + 1, cells: [] };
    this.column = 0;
  }

  private closeCell(): void {
    const { cell, content } = this;
    this.cell = null;
    if (!cell) return;
    const count = repeats(cell['table:number-columns-repeated']);
    const read = readCell(cell, content.text);
    const first = this.column + 1;
    this.column += count;
    const address = `${columnLetters(first)}${this.row.number}`;
    if (read) this.addCells(read, first, count);
    else if (cell['table:formula'] !== undefined && cell['office:value-type'] === undefined) {
      const { number } = this.row;
      this.note((facts) => {
        facts.formulas.add(number, first);
      });
    }
    this.noteFacts(cell, address, first);
  }

  private addCells(read: Omit<GridCell, 'column'>, first: number, count: number): void {
    if (first + count - 1 > MAX_COLUMNS) throw new Error('A cell is not on the sheet');
    for (let offset = 0; offset < count; offset += 1) this.row.cells.push({ column: first + offset, ...read });
  }

  private noteFacts(cell: XmlAttributes, address: string, left: number): void {
    const columns = repeats(cell['table:number-columns-spanned']);
    const rows = repeats(cell['table:number-rows-spanned']);
    const top = this.row.number;
    if (columns > 1 || rows > 1) {
      const range = { top, left, bottom: top + rows - 1, right: left + columns - 1 };
      this.note((facts) => {
        facts.addMergedRange(range);
      });
    }
    const { link, comment } = this.content;
    if (link !== null) {
      this.note((facts) => {
        facts.addTarget(address, link);
      });
    }
    if (comment !== null) {
      this.note((facts) => {
        facts.addComment(address, comment.author, comment.text);
      });
    }
  }

  private note(note: (facts: SheetFacts) => void): void {
    this.items.push({ sheet: this.sheet, note });
  }

  private closeRow(): void {
    if (this.row.cells.length > 0) this.items.push({ sheet: this.sheet, row: this.row, repeats: this.rowRepeats });
    this.rowNumber += this.rowRepeats;
  }
}

function repeats(value: string | undefined): number {
  return Math.max(1, Math.trunc(Number(value ?? 1)) || 1);
}
