const DIGITS = 12;
const CALENDAR = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2})(?:\.\d+)?)?$/;

/** Counts the cells of the reference that are the same here; cells that are here alone count as different too. */
export function compareCells(reference, here) {
  const result = { wanted: 0, equal: 0, differences: [] };
  const left = [...here.sheets];
  for (const sheet of reference.sheets) {
    const at = left.findIndex(({ name }) => isNamed(name, sheet.name, reference));
    const own = at === -1 ? { cells: new Map(), truncated: false } : left.splice(at, 1)[0];
    compareSheet(sheet, own, result);
  }
  return result;
}

/** The only sheet of a text file is called after the file by some. */
function isNamed(here, there, { sheets }) {
  return here.trim() === there.trim() || (sheets.length === 1 && here === 'Sheet1');
}

function compareSheet(sheet, own, result) {
  const rest = new Map(own.cells);
  const lastRow = Math.min(
    own.truncated ? Number([...own.cells.keys()].at(-1)?.split(':')[0] ?? 0) : Infinity,
    sheet.truncated ? (sheet.cells.at(-1)?.[0] ?? 0) : Infinity,
  );
  for (const [row, column, value] of sheet.cells) {
    if (isEmpty(value) || row >= lastRow) continue;
    result.wanted += 1;
    const key = `${row}:${column}`;
    const given = rest.get(key);
    rest.delete(key);
    if (isSame(value, given)) result.equal += 1;
    else
      result.differences.push(
        `${sheet.name}!R${row}C${column}: there ${JSON.stringify(value)}, here ${JSON.stringify(given)}`,
      );
  }
  for (const [key, value] of rest) {
    if (isEmpty(value) || Number(key.split(':')[0]) >= lastRow) continue;
    result.wanted += 1;
    result.differences.push(`${sheet.name}!R${key.replace(':', 'C')}: only here ${JSON.stringify(value)}`);
  }
}

function isEmpty(value) {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

function isSame(there, here) {
  if (typeof there === 'number' && typeof here === 'number') {
    return there === here || Number(there.toPrecision(DIGITS)) === Number(here.toPrecision(DIGITS));
  }
  if (typeof there === 'string' && typeof here === 'string') return plain(there) === plain(here);
  return there === here;
}

/** Midnight may be written or left out. */
function plain(text) {
  const tidy = text
    .normalize('NFC')
    .replace(/\r\n?|_x000D_\n?/g, '\n')
    .trim();
  const [, day, time] = CALENDAR.exec(tidy) ?? [];
  if (day === undefined) return tidy;
  return time === undefined || time === '00:00:00' ? day : `${day}T${time}`;
}

/** Counts the words of the reference that are found here, each as often as it occurs. */
export function compareWords(reference, here) {
  const counts = new Map();
  for (const word of wordsOf(here.text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const result = { wanted: 0, equal: 0, differences: [] };
  for (const word of wordsOf(reference.text)) {
    const count = counts.get(word) ?? 0;
    result.wanted += 1;
    if (count > 0) {
      counts.set(word, count - 1);
      result.equal += 1;
    } else result.differences.push(`missing ${JSON.stringify(word)}`);
  }
  return result;
}

function wordsOf(text) {
  return text.normalize('NFKC').split(/\s+/u).filter(Boolean);
}
