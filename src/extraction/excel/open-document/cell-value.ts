import type { GridCell } from '../../tables/grid.js';
import { typeOfValue } from '../../tables/value-type.js';
import { readIsoTime } from '../iso-time.js';
import { formatDuration } from '../number-format.js';
import type { XmlAttributes } from '../xml.js';

type CellContent = Omit<GridCell, 'column'>;

const DURATION = /^(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/;
const ERROR = /^(?:#[A-Z0-9/]+[!?]?|Err:\d+)$/;

/** The value of a cell from its attributes, or from its text; null for an empty one. */
export function readCell(cell: XmlAttributes, text: string): CellContent | null {
  // An error is stored as the number 0 with the error as its text.
  const isError = cell['calcext:value-type'] === 'error' || (cell['table:formula'] !== undefined && ERROR.test(text));
  if (isError && text !== '') return { value: text, type: 'text' };
  switch (cell['office:value-type']) {
    case undefined:
      return null;
    case 'boolean':
      return { value: cell['office:boolean-value'] === 'true', type: 'boolean' };
    case 'date':
      return toText(readIsoTime(cell['office:date-value'] ?? text));
    case 'time':
      return toText(readDuration(cell['office:time-value'] ?? text));
    case 'float':
    case 'percentage':
    case 'currency':
      return readNumber(cell, text);
    default:
      return toText(cell['office:string-value'] ?? text);
  }
}

function toText(value: string): CellContent | null {
  return value === '' ? null : { value, type: typeOfValue(value) };
}

function readNumber(cell: XmlAttributes, text: string): CellContent | null {
  const number = cell['office:value'];
  const value = Number(number ?? NaN);
  if (!Number.isFinite(value)) return toText(text);
  switch (cell['office:value-type']) {
    case 'percentage':
      return { value, type: 'percent' };
    case 'currency':
      return { value, type: 'money', format: `${cell['office:currency'] ?? ''} 0` };
    default:
      return { value, type: typeOfValue(value) };
  }
}

/** `PT36H00M00S` as `36:00:00`. */
function readDuration(text: string): string {
  const match = DURATION.exec(text);
  if (!match) return text;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(2)
    .map((part: string | undefined) => Number((part ?? '0').replace(',', '.')));
  const ms = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  return formatDuration(match[1] === undefined ? ms : -ms);
}
