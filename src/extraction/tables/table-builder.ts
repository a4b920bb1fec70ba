import type { CellValue, ExtractedTable } from '../extraction.types.js';
import { maskCell } from '../key-information/entities/mask.js';
import { ColumnStatistics } from './column-statistics.js';
import {
  bottom,
  cellsIn,
  columnLetters,
  type GridCell,
  type GridRow,
  rangeOf,
  type Region,
  top,
  width,
} from './grid.js';
import type { TablePlan } from './table-plan.js';
import type { TableWriter } from './table-store.js';
import { isTotalsRow } from './totals-row.js';

const PREVIEW_ROWS = 50;
/** Of more rows that add up others the indexes are not kept; the statistics leave them out all the same. */
const MAX_TOTALS_ROWS = 10_000;

export type TableDraft = Omit<ExtractedTable, 'id' | 'location'> & { range: string };

/** Describes one table while its rows pass by, and hands them on to where they are kept. */
export class TableBuilder {
  private readonly titles: string[] = [];
  private readonly names: string[];
  private readonly groups: string[];
  private readonly statistics: ColumnStatistics[];
  private readonly preview: CellValue[][] = [];
  private readonly totals: number[] = [];
  /** The uppermost line of the title, where it stands apart. */
  private readonly caption: Region | undefined;
  private position = 0;
  private dataRows = 0;
  private totalsCount = 0;
  /** Row number of the last row. */
  private last = 0;

  constructor(
    readonly plan: TablePlan,
    readonly writer: TableWriter,
    private readonly lastPossibleRow = bottom(plan.region),
  ) {
    const { region, captions } = plan;
    this.names = Array.from({ length: width(region) }, () => '');
    this.groups = this.names.map(() => '');
    this.statistics = this.names.map(() => new ColumnStatistics());
    this.caption = captions[0];
  }

  /** The row number of the last row that has been added. */
  get lastRow(): number {
    return this.last;
  }

  /** Takes of a row of the sheet what belongs to the table or its title. Rows must come from top to bottom. */
  add({ number, cells }: GridRow): void {
    if (number > this.lastPossibleRow) return;
    const { region, captions } = this.plan;
    if (number < top(region)) {
      if (this.caption === undefined || number < top(this.caption)) return;
      const caption = captions.find((candidate) => number >= top(candidate) && number <= bottom(candidate));
      if (caption) this.addTitle(cellsIn(cells, caption));
      return;
    }
    const inside = cellsIn(cells, region);
    if (inside.length === 0) return;
    this.last = number;
    this.addInside(inside);
  }

  /** Which of the region's rows is the first below the header, from 0. */
  get firstDataRow(): number {
    const { header } = this.plan;
    return header === null ? 0 : header.first + header.depth;
  }

  get headerDepth(): number {
    return this.plan.header?.depth ?? 0;
  }

  /** Whether the number of different values is only about right in some column. */
  get hasEstimates(): boolean {
    return this.statistics.some(({ isEstimate }) => isEstimate);
  }

  /** `region` is the table's as it turned out to be in the end. */
  describe(region: Region = this.plan.region): TableDraft {
    const rows = this.dataRows - this.totalsCount;
    const title = this.titles.join(' ');
    return {
      range: rangeOf(region),
      title: title === '' ? null : title,
      confidence: 1,
      row_count: this.dataRows,
      rows: this.preview,
      totals_rows: this.totals,
      columns: this.statistics.map((column, index) => column.describe(this.nameOf(index), rows)),
    };
  }

  private addInside(cells: GridCell[]): void {
    const position = this.position - (this.plan.header?.first ?? -1);
    this.position += 1;
    if (position < 0) this.addTitle(cells);
    else if (this.plan.header === null || position >= this.plan.header.depth) this.addData(cells);
    else if (position < this.plan.header.depth - 1) this.addGroups(cells);
    else this.addNames(cells, this.names);
  }

  private addTitle(cells: readonly GridCell[]): void {
    const line = cells.map(({ value }) => String(value).trim()).join(' ');
    if (line !== '') this.titles.push(line);
  }

  /** The labels of the upper row of two, each for all columns that it stands for. */
  private addGroups(cells: GridCell[]): void {
    this.addNames(cells, this.groups);
    for (const { left, right } of this.plan.header?.groups ?? []) {
      const first = left - this.plan.region.left;
      this.groups.fill(this.groups[first] ?? '', first, right - this.plan.region.left + 1);
    }
  }

  private addNames(cells: GridCell[], names: string[]): void {
    for (const { column, value } of cells) {
      names[column - this.plan.region.left] = String(value).replace(/\s+/g, ' ').trim();
    }
  }

  /** A column without a word above it is called by its letters. */
  private nameOf(index: number): string {
    const [group = '', name = ''] = [this.groups[index], this.names[index]];
    const joined = group === name ? name : `${group} ${name}`.trim();
    return joined === '' ? columnLetters(this.plan.region.left + index) : joined;
  }

  private addData(cells: readonly GridCell[]): void {
    const { left } = this.plan.region;
    const values = new Array<CellValue>(this.names.length).fill(null);
    const isTotals = isTotalsRow(cells);
    for (const { column, value: raw, type } of cells) {
      const index = column - left;
      const value = maskCell(raw);
      values[index] = value;
      if (!isTotals) this.statistics[index]?.add(value, value === raw ? type : 'text');
    }
    if (isTotals) this.noteTotals();
    if (this.dataRows < PREVIEW_ROWS) this.preview.push(values);
    this.dataRows += 1;
    this.writer.add(values);
  }

  private noteTotals(): void {
    this.totalsCount += 1;
    if (this.totals.length < MAX_TOTALS_ROWS) this.totals.push(this.dataRows);
  }
}
