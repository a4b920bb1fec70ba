import { toStorableText } from '../../../common/text.js';
import type { CellValue, ValueType } from '../../extraction.types.js';
import type { GridCell, GridRow } from '../../tables/grid.js';
import { typeOfValue } from '../../tables/value-type.js';
import { parseReference } from '../cell-reference.js';
import type { NumberFormat } from '../number-format.js';
import type { SheetFacts } from '../sheet-facts.js';
import { isTrue, prefixedAttribute, type XmlAttributes, type XmlHandler } from '../xml.js';
import { readEscapedText } from './escaped-text.js';
import { readIsoTime } from '../iso-time.js';
import type { SharedStrings } from './shared-strings.js';

/** What the cells of all sheets refer to. */
export interface CellSources {
  strings: SharedStrings;
  formats: readonly NumberFormat[];
  /** Of cells without a style. */
  general: NumberFormat;
  /** Names of those who comment on cells, by their ids. */
  persons: ReadonlyMap<string, string>;
}

/** Puts the cells of a worksheet together from its elements; complete rows wait in `rows` to be taken. */
export class WorksheetHandler implements XmlHandler {
  rows: GridRow[] = [];
  /** Cells so far, empty ones among them. */
  cells = 0;
  /** Of the texts that were taken from elsewhere. */
  characters = 0;
  /** Shared strings that do not exist. */
  missing = 0;
  private row: GridRow = { number: 0, cells: [] };
  private inData = false;
  private column = 0;
  private isOrdered = true;
  private type = '';
  private style = '';
  private textOf: 'v' | 't' | null = null;
  private hasFormula = false;
  private value: string | null = null;
  private inline: string | null = null;
  private inPronunciation = false;

  constructor(
    private readonly sources: CellSources,
    private readonly facts: SheetFacts,
  ) {}

  open(name: string, attributes: XmlAttributes): void {
    if (!this.inData) this.openOutside(name, attributes);
    else if (name === 'c') this.openCell(attributes);
    else if (name === 'v') [this.textOf, this.value] = ['v', ''];
    else if (name === 'row') this.openRow(attributes);
    else if (name === 'f') this.hasFormula = true;
    else if (name === 't') [this.textOf, this.inline] = [this.inPronunciation ? null : 't', this.inline ?? ''];
    else if (name === 'rPh') this.inPronunciation = true;
  }

  text(text: string): void {
    if (this.textOf === 'v') this.value = (this.value ?? '') + text;
    else if (this.textOf === 't') this.inline = (this.inline ?? '') + text;
  }

  close(name: string): void {
    if (!this.inData) return;
    if (name === 'c') this.closeCell();
    else if (name === 'v' || name === 't') this.textOf = null;
    else if (name === 'row') this.closeRow();
    else if (name === 'rPh') this.inPronunciation = false;
    else if (name === 'sheetData') this.inData = false;
  }

  private openOutside(name: string, attributes: XmlAttributes): void {
    if (name === 'sheetData') this.inData = true;
    else if (name === 'mergeCell') this.facts.addMerge(attributes.ref ?? '');
    else if (name === 'hyperlink') {
      const { ref = '', location } = attributes;
      this.facts.addLink(ref, { id: prefixedAttribute(attributes, 'id'), location });
    }
  }

  private openRow({ r: number }: XmlAttributes): void {
    this.row = { number: number === undefined ? this.row.number + 1 : Number(number), cells: [] };
    this.column = 0;
    this.isOrdered = true;
  }

  private openCell({ r: reference, t: type = 'n', s: style = '' }: XmlAttributes): void {
    const column = reference === undefined ? this.column + 1 : parseReference(reference).column;
    this.cells += 1;
    if (column <= this.column) this.isOrdered = false;
    this.column = column;
    this.type = type;
    this.style = style;
    this.hasFormula = false;
    this.value = null;
    this.inline = null;
  }

  private closeCell(): void {
    const format = this.sources.formats[Number(this.style)] ?? this.sources.general;
    const value = this.readValue(format);
    if (value !== null) {
      const cell: GridCell = { column: this.column, value, type: this.typeOf(value, format), format: format.code };
      this.row.cells.push(cell);
    } else if (this.hasFormula && this.isResultMissing()) this.facts.formulas.add(this.row.number, this.column);
  }

  /** An empty text is a result; no other type has an empty one. */
  private isResultMissing(): boolean {
    return this.type !== 'str' && this.type !== 's' && (this.value ?? '') === '';
  }

  private readValue(format: NumberFormat): CellValue {
    const text = this.value ?? '';
    switch (this.type) {
      case 's':
        return this.sharedText(text);
      case 'str':
      case 'inlineStr':
        return readEscapedText(this.inline ?? text) || null;
      case 'b':
        return text === '' ? null : isTrue(text.trim());
      case 'e':
        return toStorableText(text) || null;
      case 'd':
        return text === '' ? null : readIsoTime(text);
      default:
        return readNumber(this.inline ?? text, format);
    }
  }

  private sharedText(index: string): string | null {
    if (index === '') return null;
    const text = this.sources.strings.texts[Number(index)];
    if (text === undefined) this.missing += 1;
    else this.characters += text.length;
    return text === undefined || text === '' ? null : text;
  }

  private typeOf(value: Exclude<CellValue, null>, format: NumberFormat): ValueType {
    if (this.type === 's') return this.sources.strings.types[Number(this.value)] ?? 'text';
    return this.type === 'n' ? format.typeOf(value) : typeOfValue(value);
  }

  private closeRow(): void {
    const { row } = this;
    if (!this.isOrdered) row.cells = inOrder(row.cells);
    if (row.cells.length > 0) this.rows.push(row);
  }
}

/** Text where a number should be is kept as it is. */
function readNumber(text: string, format: NumberFormat): CellValue {
  if (text === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? format.read(value) : readEscapedText(text);
}

/** From left to right; of cells in the same place the last counts. */
function inOrder(cells: readonly GridCell[]): GridCell[] {
  const byColumn = new Map(cells.map((cell) => [cell.column, cell]));
  return [...byColumn.values()].sort((a, b) => a.column - b.column);
}
