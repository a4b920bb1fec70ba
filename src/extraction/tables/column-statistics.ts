import type { CellValue, TableColumn, ValueType } from '../extraction.types.js';
import { DistinctCounter } from './distinct-counter.js';
import { typeOfColumn } from './value-type.js';

const MAX_EXAMPLES = 5;
const MAX_EXAMPLE_LENGTH = 200;
const NUMERIC: ReadonlySet<ValueType> = new Set(['integer', 'decimal', 'money', 'percent']);
const ORDERED_TEXT: ReadonlySet<ValueType> = new Set(['date', 'datetime']);
/** Digits that a double holds for certain: hides what adding up binary fractions leaves behind. */
const PRECISION = 15;

/** Describes one column while its values pass by; nulls are not passed but counted from the number of rows. */
export class ColumnStatistics {
  private readonly distinct = new DistinctCounter(MAX_EXAMPLES);
  private readonly types = new Map<ValueType, number>();
  private count = 0;
  private numbers = 0;
  private sum = 0;
  private minNumber = Infinity;
  private maxNumber = -Infinity;
  private minText: string | null = null;
  private maxText: string | null = null;

  add(value: Exclude<CellValue, null>, type: ValueType): void {
    this.count += 1;
    this.distinct.add(value);
    this.types.set(type, (this.types.get(type) ?? 0) + 1);
    if (typeof value === 'number') this.addNumber(value);
    else if (typeof value === 'string' && ORDERED_TEXT.has(type)) {
      if (this.minText === null || value < this.minText) this.minText = value;
      if (this.maxText === null || value > this.maxText) this.maxText = value;
    }
  }

  /** There are so many different values that their number is an estimate. */
  get isEstimate(): boolean {
    return this.distinct.isEstimate;
  }

  /**
   * `min` and `max` are given for numbers and dates, `sum` and `mean` for numbers; they leave out the odd value that is
   * not of the column's type.
   */
  describe(name: string, rowCount: number): TableColumn {
    const type = typeOfColumn(this.types);
    const numeric = NUMERIC.has(type);
    return {
      name,
      type,
      null_count: rowCount - this.count,
      distinct_count: Math.min(this.distinct.count, this.count),
      min: numeric ? this.minNumber : ORDERED_TEXT.has(type) ? this.minText : null,
      max: numeric ? this.maxNumber : ORDERED_TEXT.has(type) ? this.maxText : null,
      sum: numeric ? round(this.sum) : null,
      mean: numeric ? round(this.sum / this.numbers) : null,
      examples: this.examples(),
    };
  }

  private addNumber(value: number): void {
    this.numbers += 1;
    this.sum += value;
    this.minNumber = Math.min(this.minNumber, value);
    this.maxNumber = Math.max(this.maxNumber, value);
  }

  private examples(): CellValue[] {
    return this.distinct.examples.map((value) =>
      typeof value === 'string' ? value.slice(0, MAX_EXAMPLE_LENGTH) : value,
    );
  }
}

function round(value: number): number {
  return Number(value.toPrecision(PRECISION));
}
