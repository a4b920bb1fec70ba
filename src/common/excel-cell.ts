const MAX_CELL_CHARACTERS = 32_767;
/** Before it Excel's calendar has a day that never was. */
const FIRST_DATE = new Date('1900-03-01');
const ISO_DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?Z?)?$/;
// eslint-disable-next-line no-control-regex -- the very characters that are to be removed
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Text within Excel's limit, and without what XML cannot carry. */
export function toExcelText(text: string): string {
  return text.replace(NOT_XML, '').slice(0, MAX_CELL_CHARACTERS).toWellFormed();
}

/** A date as Excel knows it; null for what is none, or lies before its calendar begins. */
export function toExcelDate(text: string): Date | null {
  const isZoned = text.endsWith('Z') || !text.includes('T');
  const date = new Date(ISO_DATE.test(text) ? (isZoned ? text : `${text}Z`) : NaN);
  return date >= FIRST_DATE ? date : null;
}
