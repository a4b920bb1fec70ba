import type { ExtractedTable } from '../../extraction.types.js';
import { keyOf } from '../labels/label-key.js';
import type { LabelIndex } from '../labels/label-index.js';
import { ITEM_COLUMNS, type ItemColumn } from '../labels/labels.types.js';

/** Which column of a table holds what of the line items. */
export type ItemColumns = Partial<Record<ItemColumn, number>>;

const PARTS = /[\s/|()\n]+/;

/** The columns of a table by their headers; null when it is no table of line items. */
export function itemColumns({ columns }: ExtractedTable, index: LabelIndex): ItemColumns | null {
  const found: ItemColumns = {};
  const meanings = columns.map(({ name }) => meaningsOf(name, index));
  for (const column of ITEM_COLUMNS) {
    const places = meanings.flatMap((names, at) => (names.has(column) ? [at] : []));
    const isTaken = (at: number): boolean => Object.values(found).includes(at);
    // The line's amount stands to the right of all that it is made of.
    const place = column === 'amount' ? places.findLast((at) => !isTaken(at)) : places.find((at) => !isTaken(at));
    if (place !== undefined) found[column] = place;
  }
  if (found.amount === undefined && found.unit_price !== undefined) {
    found.amount = found.unit_price;
    delete found.unit_price;
  }
  if (found.description === undefined) found.description = firstTextColumn(columns, found);
  const isTable = found.amount !== undefined && found.description !== undefined && Object.keys(found).length >= 2;
  return isTable && meanings.filter((names) => names.size > 0).length >= 2 ? found : null;
}

/** A header is a label, begins with one, or has one as a part: `Unit price (EUR)`, `품목 / 규격`. */
function meaningsOf(name: string, index: LabelIndex): Set<ItemColumn> {
  const key = keyOf(name);
  const found = columnsOf(key, index);
  if (found.size > 0) return found;
  let longest = new Set<ItemColumn>();
  for (const { meanings } of index.startingAt(key, 0)) {
    const names = new Set(meanings.flatMap((meaning) => (meaning.kind === 'column' ? [meaning.name] : [])));
    if (names.size > 0) longest = names;
  }
  if (longest.size > 0) return longest;
  for (const part of name.split(PARTS)) {
    const names = columnsOf(keyOf(part), index);
    if (names.size > 0) return names;
  }
  return new Set();
}

function columnsOf(key: string, index: LabelIndex): Set<ItemColumn> {
  const meanings = key === '' ? [] : (index.get(key)?.meanings ?? []);
  return new Set(meanings.flatMap((meaning) => (meaning.kind === 'column' ? [meaning.name] : [])));
}

function firstTextColumn(columns: ExtractedTable['columns'], taken: ItemColumns): number | undefined {
  const used = new Set(Object.values(taken));
  const at = columns.findIndex(({ type }, column) => type === 'text' && !used.has(column));
  return at < 0 ? undefined : at;
}
