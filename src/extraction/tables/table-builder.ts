import type { CellValue, ExtractedTable } from '../extraction.types.js';
import { ColumnStatistics } from './column-statistics.js';
import { bottom, cellsIn, columnLetters, type GridCell, rangeOf, type Region, rowCount, top, width } from './grid.js';
import { findHeader } from './header-row.js';
import type { TableWriter } from './table-store.js';

const PREVIEW_ROWS = 50;
const MAX_CAPTION_ROWS = 3;

export type TableDraft = Omit<ExtractedTable, 'id' | 'location'> & { range: string };

/** Is shown the rows of a region from top to bottom. */
export interface RegionReader {
  readonly region: Region;
  add(cells: GridCell[]): void;
}

/** Turns the blocks of a sheet into tables; lone lines above a table become its title. */
export function planTables(
  regions: readonly Region[],
  openWriter: () => TableWriter,
): { tables: TableBuilder[]; captions: CaptionReader[] } {
  const captions = new Map<Region, CaptionReader[]>();
  const tables: Region[] = [];
  for (const region of regions) {
    const below = isCaption(region) ? regions.find((other) => isTableBelow(other, region)) : undefined;
    if (below) captions.set(below, [...(captions.get(below) ?? []), new CaptionReader(region)]);
    else if (rowCount(region) > 1) tables.push(region);
  }
  return {
    tables: tables.map((region) => new TableBuilder(region, captions.get(region) ?? [], openWriter())),
    captions: [...captions.values()].flat(),
  };
}

function isCaption(region: Region): boolean {
  return rowCount(region) === 1 || (region.left === region.right && rowCount(region) <= MAX_CAPTION_ROWS);
}

function isTableBelow(table: Region, caption: Region): boolean {
  const overlaps = table.left <= caption.right && caption.left <= table.right;
  return overlaps && top(table) > bottom(caption) && !isCaption(table);
}

export class CaptionReader implements RegionReader {
  readonly lines: string[] = [];

  constructor(readonly region: Region) {}

  add(cells: GridCell[]): void {
    this.lines.push(toLine(cells));
  }
}

/** Describes one table while its rows pass by, and hands them on to where they are kept. */
export class TableBuilder implements RegionReader {
  private readonly header: number | null;
  private readonly titles: string[] = [];
  private readonly names: string[];
  private readonly statistics: ColumnStatistics[];
  private readonly preview: CellValue[][] = [];
  private position = 0;
  private dataRows = 0;

  constructor(
    readonly region: Region,
    private readonly captions: readonly CaptionReader[],
    readonly writer: TableWriter,
  ) {
    this.header = findHeader(region);
    this.names = Array.from({ length: width(region) }, (_, index) => columnLetters(region.left + index));
    this.statistics = this.names.map(() => new ColumnStatistics());
  }

  add(cells: GridCell[]): void {
    const position = this.position;
    this.position += 1;
    if (this.header === null || position > this.header) this.addData(cells);
    else if (position < this.header) this.titles.push(toLine(cells));
    else this.addNames(cells);
  }

  /** Which of the region's rows is the first below the header, from 0. */
  get firstDataRow(): number {
    return this.header === null ? 0 : this.header + 1;
  }

  /** Whether the number of different values is only about right in some column. */
  get hasEstimates(): boolean {
    return this.statistics.some(({ isEstimate }) => isEstimate);
  }

  describe(): TableDraft {
    const title = [...this.captions.flatMap(({ lines }) => lines), ...this.titles].join(' ');
    return {
      range: rangeOf(this.region),
      title: title === '' ? null : title,
      confidence: 1,
      row_count: this.dataRows,
      rows: this.preview,
      totals_rows: [],
      columns: this.statistics.map((column, index) => column.describe(this.names[index] ?? '', this.dataRows)),
    };
  }

  /** A column without a word above it is called by its letters. */
  private addNames(cells: GridCell[]): void {
    for (const { column, value } of cells) {
      const name = String(value).replace(/\s+/g, ' ').trim();
      if (name !== '') this.names[column - this.region.left] = name;
    }
  }

  private addData(cells: GridCell[]): void {
    const values: CellValue[] = Array.from(this.names, () => null);
    for (const { column, value, kind } of cells) {
      const index = column - this.region.left;
      values[index] = value;
      this.statistics[index]?.add(value, kind);
    }
    if (this.dataRows < PREVIEW_ROWS) this.preview.push(values);
    this.dataRows += 1;
    this.writer.add(values);
  }
}

/** The part of a row that lies in the region, handed to its reader. */
export function showRow(reader: RegionReader, cells: GridCell[]): void {
  reader.add(cellsIn(cells, reader.region));
}

function toLine(cells: GridCell[]): string {
  return cells.map(({ value }) => String(value).trim()).join(' ');
}
