import { builtinFormat } from '../builtin-formats.js';
import { NumberFormat } from '../number-format.js';
import { parseXml } from '../xml.js';
import type { ZipPackage } from '../zip-package.js';

/** Reads which number format each style of a workbook has; a cell names its style by the index in this list. */
export async function readNumberFormats(
  zip: ZipPackage,
  part: string | null,
  date1904: boolean,
): Promise<NumberFormat[]> {
  const codes = new Map<string, string>();
  const ids: string[] = [];
  let inCellFormats = false;
  if (part !== null) {
    await parseXml(zip.read(part), {
      open(element, { numFmtId: id = '0', formatCode: code = '' }) {
        if (element === 'numFmt') codes.set(id, code);
        else if (element === 'cellXfs') inCellFormats = true;
        else if (element === 'xf' && inCellFormats) ids.push(id);
      },
      close(element) {
        if (element === 'cellXfs') inCellFormats = false;
      },
    });
  }
  const formats = new Map<string, NumberFormat>();
  return ids.map((id) => {
    const known = formats.get(id) ?? toFormat(codes.get(id), Number(id), date1904);
    formats.set(id, known);
    return known;
  });
}

function toFormat(custom: string | undefined, id: number, date1904: boolean): NumberFormat {
  const { code, kind } = custom === undefined ? builtinFormat(id) : { code: custom };
  return new NumberFormat(code, date1904, kind);
}
