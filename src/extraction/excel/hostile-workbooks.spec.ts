import { utils, write } from '@e965/xlsx';
import { randomBytes } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import {
  buildOds,
  buildWorkbook,
  buildZip,
  numberCell,
  sheetData,
  textCell,
} from '../../../test/fixtures/build-package.js';
import { extractBytes, extractFixture, readFixture } from '../../../test/fixtures/extract-fixture.js';

// Real engines on real files, on machines that do other things besides.
jest.setTimeout(120_000);

const MEBIBYTE = 1024 * 1024;

const small = sheetData([
  [textCell('Item'), textCell('Price')],
  [textCell('Pen'), numberCell(3)],
]);

const MANY_ROWS_OF_ODS =
  '<table:table table:name="S"><table:table-row table:number-rows-repeated="60000"><table:table-cell office:value-type="float" office:value="7"/></table:table-row></table:table>';

function xlsOf(rows: number): Buffer {
  const workbook = utils.book_new();
  const values = Array.from({ length: rows }, () => Array.from({ length: 30 }, () => 1));
  utils.book_append_sheet(workbook, utils.aoa_to_sheet(values), 'S');
  return write(workbook, { type: 'buffer', bookType: 'biff8' }) as Buffer;
}

describe('files that lie', () => {
  it.each(['A1:A1', 'A1:XFD1048576', 'nonsense'])('does not go by the dimension %s', async (dimension) => {
    const sheets = [`<dimension ref="${dimension}"/>${small}`];
    const { sheets: read } = await extractBytes('made.xlsx', buildWorkbook({ sheets }));
    expect(read).toMatchObject([{ row_count: 2, column_count: 2 }]);
  });

  it('says which cells name texts that do not exist', async () => {
    const sheets = [sheetData([[textCell('Item')], ['<c t="s"><v>5</v></c>']])];
    const { warnings } = await extractBytes('made.xlsx', buildWorkbook({ sheets }));
    expect(warnings).toMatchObject([{ code: 'CELLS_MISSED' }]);
  });

  it.each([
    ['XFE1', 1],
    ['AAAA1', 1],
    ['1', 1],
    ['A0', 0],
    ['A1048577', 1_048_577],
  ])('calls a sheet with nothing but a cell at %s broken', async (reference, row) => {
    const sheets = [`<sheetData><row r="${row}"><c r="${reference}"><v>1</v></c></row></sheetData>`];
    await expect(extractBytes('made.xlsx', buildWorkbook({ sheets }))).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('does not go through the holes up to a column that no sheet has', async () => {
    const sheets = ['<sheetData><row r="1"><c r="A1"><v>7</v></c><c r="AAAAAAA1"><v>1</v></c></row></sheetData>'];
    await expect(extractBytes('made.xlsx', buildWorkbook({ sheets }))).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('refuses a workbook whose sheets are all one part', async () => {
    const air = `<sheetData>${'<row></row>'.repeat(50_000)}</sheetData>`;
    const sheets = [air, ...Array.from({ length: 30 }, () => '')];
    const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet';
    const links = sheets.map(
      (_, index) => `<Relationship Id="rId${index + 1}" Type="${type}" Target="worksheets/sheet1.xml"/>`,
    );
    const parts = { 'xl/_rels/workbook.xml.rels': `<Relationships>${links.join('')}</Relationships>` };
    await expect(extractBytes('made.xlsx', buildWorkbook({ sheets, parts }))).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      key: 'failure.limit_repeated',
    });
  });

  it('reads cells at the far corner of a sheet', async () => {
    const far = '<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>';
    const sheets = [small.replace('</sheetData>', `${far}</sheetData>`)];
    const { sheets: read, tables } = await extractBytes('made.xlsx', buildWorkbook({ sheets }));
    expect(read).toMatchObject([{ row_count: 1_048_576, column_count: 16_384 }]);
    expect(tables).toMatchObject([{ rows: [['Pen', 3]] }]);
  });

  it('takes no table of cells that are scattered over a whole sheet', async () => {
    const rows = Array.from({ length: 2_000 }, (_, index) => {
      const letters = String.fromCharCode(65 + (index % 26), 65 + (index % 24));
      const cell = `<c r="${letters}${index + 1}"><v>1</v></c>`;
      return `<row r="${index + 1}"><c r="A${index + 1}"><v>1</v></c>${cell}</row>`;
    });
    const sheets = [`<sheetData>${rows.join('')}</sheetData>`];
    const { tables, warnings } = await extractBytes('made.xlsx', buildWorkbook({ sheets }));
    expect(tables).toEqual([]);
    expect(warnings).toMatchObject([{ code: 'SHEET_SCATTERED' }]);
  });

  it('refuses a text that many cells share until it is gigabytes', async () => {
    const cells = Array.from({ length: 2_000 }, () => ['<c t="s"><v>0</v></c>']);
    const bytes = buildWorkbook({ sheets: [sheetData(cells)], strings: ['x'.repeat(1024 * 1024)] });
    await expect(extractBytes('made.xlsx', bytes)).rejects.toMatchObject({ key: 'failure.limit_unpacked' });
  });

  it('does not unfold entities that a document declares', async () => {
    const bomb = buildZip({
      'xl/workbook.xml':
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><workbook><sheets><sheet name="&b;" sheetId="1"/></sheets></workbook>',
      'xl/worksheets/sheet1.xml': `<worksheet>${small}</worksheet>`,
    });
    await expect(extractBytes('made.xlsx', bomb)).rejects.toMatchObject({
      code: 'CORRUPT_FILE',
      cause: { message: 'undefined entity.' },
    });
  });

  it.each([
    ['made.xlsx', () => buildWorkbook({ sheets: [sheetData(Array.from({ length: 60_000 }, () => [numberCell(1)]))] })],
    ['made.csv', () => Buffer.from('1,2\n'.repeat(60_000))],
    ['made.ods', () => buildOds(MANY_ROWS_OF_ODS)],
    ['made.xls', () => xlsOf(1_000)],
  ])('ends when it is cancelled in the middle of a sheet of %s', async (name, build) => {
    const cancellation = new AbortController();
    const rows: number[] = [];
    const reading = extractBytes(name, build(), {
      signal: cancellation.signal,
      onProgress: ({ message }) => {
        const row = /row (\d+)/.exec(message)?.[1];
        if (row !== undefined) rows.push(Number(row));
        if (row !== undefined) cancellation.abort();
      },
    });
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    // Of the next step nothing is heard any more.
    expect(rows).toEqual([expect.any(Number)]);
    expect(rows[0]).toBeLessThan(60_000);
  });
});

async function firstRows(bytes: Buffer): Promise<unknown[][] | undefined> {
  return (await extractBytes('made.xlsx', bytes)).tables[0]?.rows;
}

describe('files that are made to do harm', () => {
  it('reads a sheet that is merged as a whole', async () => {
    const merged = `${small}<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>`;
    expect(await firstRows(buildWorkbook({ sheets: [merged] }))).toEqual([['Pen', 3]]);
  });

  it('reads a workbook with a name for a whole sheet', async () => {
    const workbook = '<definedNames><definedName name="all">S1!$A$1:$XFD$1048576</definedName></definedNames>';
    expect(await firstRows(buildWorkbook({ sheets: [small], workbook }))).toEqual([['Pen', 3]]);
  });

  it('reads a sheet with a column definition far beyond its last column', async () => {
    const columns = `<cols><col min="1" max="2000000000"/></cols>${small}`;
    expect(await firstRows(buildWorkbook({ sheets: [columns] }))).toEqual([['Pen', 3]]);
  });

  it('takes NUL out of text', async () => {
    const bytes = buildWorkbook({ sheets: [sheetData([[textCell('a_x0000_b')]])] });
    expect((await extractBytes('made.xlsx', bytes)).text).toBe('S1\nab');
  });

  it('says that an encrypted workbook is encrypted', async () => {
    await expect(extractFixture('pass_protected.xlsx')).rejects.toMatchObject({
      code: 'ENCRYPTED_FILE',
      key: 'failure.encrypted',
    });
  });

  it.each([0.3, 0.95])('says that a workbook cut at %d of its length is broken', async (share) => {
    const whole = await readFixture('xlsx_01.xlsx');
    const cut = whole.subarray(0, whole.length * share);
    await expect(extractBytes('cut.xlsx', cut)).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('says that a workbook with damaged contents is broken', async () => {
    const bytes = buildWorkbook({ sheets: [small] });
    const data = bytes.indexOf('sheet1.xml') + 'sheet1.xml'.length;
    bytes.fill(0xff, data, data + 40);
    await expect(extractBytes('damaged.xlsx', bytes)).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('says that a zip without a workbook is broken', async () => {
    const bytes = buildZip({ 'readme.txt': 'no workbook' });
    await expect(extractBytes('other.xlsx', bytes)).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('refuses a file that unpacks to far more than its size', async () => {
    const bytes = buildZip({ 'xl/workbook.xml': '<workbook/>', 'xl/media/bomb.bin': Buffer.alloc(64 * MEBIBYTE) });
    await expect(extractBytes('bomb.xlsx', bytes)).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      key: 'failure.limit_ratio',
      params: { limit: 200 },
    });
  });

  it('refuses a file that unpacks to too much', async () => {
    const bytes = buildZip({ 'xl/workbook.xml': '<workbook/>', 'xl/media/big.bin': randomBytes(MEBIBYTE) });
    const limits = { maxDecompressedBytes: MEBIBYTE };
    await expect(extractBytes('big.xlsx', bytes, { limits })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      key: 'failure.limit_unpacked',
    });
  });

  it('does not believe a directory that understates what is packed', async () => {
    const bytes = buildZip({ 'xl/workbook.xml': '<workbook/>', 'xl/media/bomb.bin': Buffer.alloc(64 * MEBIBYTE) });
    const directory = bytes.lastIndexOf('PK\x01\x02');
    bytes.writeUInt32LE(1000, directory + 24);
    await expect(extractBytes('liar.xlsx', bytes)).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('refuses a workbook with too many cells', async () => {
    await expect(extractFixture('xlsx_01.xlsx', { limits: { maxCells: 100 } })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      key: 'failure.limit_cells',
      params: { limit: 100 },
    });
  });
});
