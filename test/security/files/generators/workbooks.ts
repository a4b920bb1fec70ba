import type { TestFile } from '../../../factories.js';
import { buildWorkbook } from '../../../fixtures/build-package.js';
import { packed, writeZip, type ZipEntry } from '../../../fixtures/zip.mjs';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

export const ROWS =
  '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Item</t></is></c><c r="B1" t="inlineStr"><is><t>Price</t></is></c></row>' +
  '<row r="2"><c r="A2" t="inlineStr"><is><t>Pen</t></is></c><c r="B2"><v>3</v></c></row></sheetData>';

/** A workbook of one sheet with this in its `<worksheet>`. */
export function sheetFile(xml: string, parts: Record<string, string> = {}, name = 'made.xlsx'): TestFile {
  return { name, bytes: buildWorkbook({ sheets: [xml], parts }) };
}

interface Parts {
  sheet?: string;
  sheets?: number;
  strings?: string;
  workbookHead?: string;
}

/** The parts of a workbook that can be told to be anything, to be packed in any way. */
export function workbookEntries({
  sheet = ROWS,
  sheets = 1,
  strings = '<sst/>',
  workbookHead = '',
}: Parts = {}): ZipEntry[] {
  const numbers = Array.from({ length: sheets }, (_, index) => index + 1);
  const list = numbers.map((n) => `<sheet name="S${n}" sheetId="${n}" r:id="rId${n}"/>`).join('');
  // However many sheets there are, one part is all of them.
  const links = numbers.map(
    (n) => `<Relationship Id="rId${n}" Type="${RELATIONSHIPS}/worksheet" Target="worksheets/sheet1.xml"/>`,
  );
  return [
    packed('[Content_Types].xml', `<Types xmlns="${PACKAGE}/content-types"/>`),
    packed(
      '_rels/.rels',
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONSHIPS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    packed(
      'xl/workbook.xml',
      `${workbookHead}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONSHIPS}"><sheets>${list}</sheets></workbook>`,
    ),
    packed(
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="${PACKAGE}/relationships">${links.join('')}</Relationships>`,
    ),
    packed('xl/sharedStrings.xml', strings),
    packed('xl/worksheets/sheet1.xml', `<worksheet xmlns="${MAIN}">${sheet}</worksheet>`),
  ];
}

export function workbookOf(...entries: ZipEntry[]): TestFile {
  return { name: 'made.xlsx', bytes: writeZip([...workbookEntries(), ...entries]) };
}

/** A workbook in which the sheet's part is replaced. */
export function workbookWithSheet(sheet: ZipEntry): TestFile {
  const others = workbookEntries().filter(({ name }) => name !== 'xl/worksheets/sheet1.xml');
  return { name: 'made.xlsx', bytes: writeZip([...others, { ...sheet, name: 'xl/worksheets/sheet1.xml' }]) };
}

/** A letter address of a column, from 1. */
export function columnName(column: number): string {
  let name = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  }
  return name;
}
