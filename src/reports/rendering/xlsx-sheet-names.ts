import { toExcelText } from '../../common/excel-cell.js';

const MAX_SHEET_NAME = 31;
const RESERVED_SHEET_NAMES = ['history'];

/** Gives names by Excel's rules: 31 characters, none of `\ / ? * [ ] :`, no quote at the ends, unique whatever the case. */
export class SheetNames {
  private readonly taken = new Set(RESERVED_SHEET_NAMES);

  take(title: string): string {
    const base = toExcelText(title).replace(/[\\/?*[\]:\s]+/g, ' ');
    for (let number = 1; ; number++) {
      const suffix = number === 1 ? '' : ` (${number})`;
      const cut = base.slice(0, MAX_SHEET_NAME - suffix.length).toWellFormed();
      const name = (cut.replace(/^[\s']+|[\s']+$/g, '') || 'Sheet') + suffix;
      if (this.taken.has(name.toLowerCase())) continue;
      this.taken.add(name.toLowerCase());
      return name;
    }
  }
}
