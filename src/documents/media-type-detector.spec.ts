import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { CFB } from '@e965/xlsx';
import iconv from 'iconv-lite';
import sharp, { type Sharp } from 'sharp';
import { buildWorkbook, buildZip } from '../../test/fixtures/build-package.js';
import { readFixture } from '../../test/fixtures/extract-fixture.js';
import { packed, writeZip } from '../../test/fixtures/zip.mjs';
import { isReadable } from '../common/media-types.js';
import { detectMediaType, SNIFF_BYTES } from './media-type-detector.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const XLSM = 'application/vnd.ms-excel.sheet.macroEnabled.12';
const ODS = 'application/vnd.oasis.opendocument.spreadsheet';
const ZIP = 'application/zip';

/** Writes compound files; the library's declarations leave it out. */
const compound = CFB as {
  utils: { cfb_new(): object; cfb_add(container: object, path: string, content: Buffer): void };
  write(container: object, options: { type: 'buffer' }): Buffer;
};

function detect(bytes: Buffer, filename = ''): Promise<string | null> {
  return detectMediaType({
    filename,
    size: bytes.length,
    head: bytes.subarray(0, SNIFF_BYTES),
    read: ({ start, end }) => Promise.resolve(Readable.from([bytes.subarray(start, end + 1)])),
  });
}

/** Noise, which no format can make so small that it fits into what is sniffed. */
function picture(): Sharp {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  return sharp({ create: { width: 120, height: 120, channels: 3, background: '#888', noise } });
}

describe('the media type that bytes tell', () => {
  it.each([
    ['s_매출현황.xlsx', XLSX],
    ['xlsx_01.xlsx', XLSX],
    // Nothing of a macro is in it but its name.
    ['xlsx_02_sample_sales_data.xlsm', XLSX],
    ['pass_protected.xlsx', XLSX],
    ['date.xls', 'application/vnd.ms-excel'],
    ['any_sheets.xlsb', 'application/vnd.ms-excel.sheet.binary.macroEnabled.12'],
    ['any_sheets.ods', ODS],
    ['stanley_cups.csv', 'text/csv'],
    ['multi_page.pdf', 'application/pdf'],
    ['password-123456.pdf', 'application/pdf'],
    ['s_영수증.png', 'image/png'],
    ['qr_bill_example.jpg', 'image/jpeg'],
    ['webp-test.webp', 'image/webp'],
  ])('of %s is %s', async (name, expected) => {
    expect(await detect(await readFixture(name))).toBe(expected);
  });

  it.each(['png', 'jpeg', 'webp', 'tiff', 'gif'] as const)('of a %s written by others is known', async (format) => {
    expect(await detect(await picture().toFormat(format).toBuffer())).toBe(`image/${format}`);
  });

  it('is a workbook wherever in the package the workbook stands', async () => {
    const parts = {
      'docProps/app.xml': 'x'.repeat(50),
      'a/b.xml': '',
      'xl/workbook2.xml': '',
      '[Content_Types].xml': '',
    };
    expect(await detect(buildZip(parts))).toBe(XLSX);
  });

  it('is a workbook with macros when a macro project is in it', async () => {
    const parts = { '[Content_Types].xml': '', 'xl/workbook.xml': '', 'xl/vbaProject.bin': 'x' };
    expect(await detect(buildZip(parts))).toBe(XLSM);
  });

  it('is a workbook when the package was cut off, for its front says so', async () => {
    const bytes = buildWorkbook({ sheets: ['<sheetData/>'] });
    expect(await detect(bytes.subarray(0, bytes.length - 30))).toBe(XLSX);
    const real = await readFixture('xlsx_01.xlsx');
    expect(await detect(real.subarray(0, real.length / 2))).toBe(XLSX);
  });

  it.each([
    ['packed and behind others', [packed('content.xml', '<x/>'), packed('mimetype', ODS)], ODS],
    ['of a text', [packed('content.xml', '<x/>'), packed('mimetype', ODS.replace('spreadsheet', 'text'))], ZIP],
    ['followed by a bomb', [packed('mimetype', ODS + '0'.repeat(10_000_000))], ZIP],
    ['longer than it says', [packed('mimetype', ODS + '0'.repeat(10_000), ODS.length)], ZIP],
  ])('is that of the entry for it in an OpenDocument file: %s', async (_case, entries, expected) => {
    expect(await detect(writeZip(entries))).toBe(expected);
  });

  it.each<[string, Record<string, string>]>([
    ['a text document', { '[Content_Types].xml': '', 'word/document.xml': '' }],
    ['an OpenDocument text', { mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': '' }],
    ['a binary workbook that is no package', { 'xl/workbook.bin': '' }],
    ['a plain archive', { 'readme.txt': 'hello' }],
    ['a plain archive with a file of that name', { 'workbook.xml': 'hello' }],
  ])('is no workbook for %s', async (_case, parts) => {
    expect(await detect(buildZip(parts))).toBe(ZIP);
  });

  it('is no workbook for an archive that only claims to be a package by a cut', async () => {
    const bytes = buildZip({ 'readme.txt': 'hello' });
    expect(await detect(bytes.subarray(0, bytes.length - 30))).toBe(ZIP);
  });

  it('is that of an old Office file for a compound file that is not encrypted', async () => {
    const compound = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(5_000)]);
    expect(await detect(compound)).toBe('application/x-cfb');
  });

  it('finds the mark of encryption across two chunks', async () => {
    const mark = Buffer.from('EncryptedPackage', 'utf16le');
    const bytes = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(5_000), mark, Buffer.alloc(100)]);
    const cut = 5_008 + 7;
    const found = await detectMediaType({
      filename: '',
      size: bytes.length,
      head: bytes.subarray(0, SNIFF_BYTES),
      read: () => Promise.resolve(Readable.from([bytes.subarray(0, cut), bytes.subarray(cut)])),
    });
    expect(found).toBe(XLSX);
  });

  it.each([
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['text', 'just some words'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['a script', '#!/bin/sh\nrm -rf /\n'],
    ['HTML with a PDF inside', '<html>%PDF-1.7 1 0 obj endobj</html>'],
    ['a script with a PDF inside', '#!/bin/sh\nrm -rf /\n%PDF-1.7'],
    ['a PDF so far behind that no reader looks for it', `${' '.repeat(1100)}%PDF-1.7`],
  ])('is none that can be read for %s', async (_case, text) => {
    expect(isReadable((await detect(Buffer.from(text))) ?? '')).toBe(false);
  });

  it.each([
    ['made.csv', 'a,b\n1,2\n', 'text/csv'],
    ['made.csv', 'only one column\nand a line\n', 'text/csv'],
    ['made.csv', 'BMI,Age\n20,30\n', 'text/csv'],
    ['made.CSV', 'a;b\n1;2\n', 'text/csv'],
    ['made.tsv', 'a\tb\n1\t2\n', 'text/tab-separated-values'],
    ['made.csv', 'a\tb\n1\t2\n', 'text/tab-separated-values'],
    ['made.txt', 'a,b\n1,2\n', 'text/csv'],
    ['', 'a,b\n1,2\n', 'text/csv'],
    ['made.csv', '\ufeff이름,값\n가,1\n', 'text/csv'],
  ])('of a table in text called %j is known: %j', async (filename, text, expected) => {
    expect(await detect(Buffer.from(text), filename)).toBe(expected);
  });

  it.each(['utf16le', 'cp949'])('of a table in %s is known', async (encoding) => {
    expect(await detect(iconv.encode('이름,값\n가,1\n', encoding, { addBOM: true }), 'made.csv')).toBe('text/csv');
  });

  it.each([
    ['page.png', '<html><script>1</script></html>'],
    ['page.csv', '<!doctype html>a,b\n1,2\n'],
    ['page.csv', '\ufeff  <svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['table.png', 'a,b\n1,2\n'],
    ['table.html', 'a,b\n1,2\n'],
    ['prose.txt', 'Dear Sir, we thank you.\nWe write, as you see, in lines.\nYours\n'],
    ['prose.png', 'Just some words, no more'],
    ['run.csv', '#!/bin/sh\necho a,b\n'],
    ['data.csv', '{"a": 1}'],
    ['evil.csv', 'MZ\u0090\u0000 not a document at all'],
    ['bytes.csv', 'a,b\n1,\u0001\n'],
    ['blank.csv', '\n \n'],
  ])('is none that can be read for %j: %j', async (filename, text) => {
    expect(isReadable((await detect(Buffer.from(text), filename)) ?? '')).toBe(false);
  });

  it.each(['\r\n', 'Content-Type: application/pdf\r\n\r\n', '\0\0\0'])('is that of a PDF behind %j', async (lines) => {
    const bytes = Buffer.concat([Buffer.from(lines), await readFixture('multi_page.pdf')]);
    expect(await detect(bytes, 'mail.pdf')).toBe('application/pdf');
  });

  it('is that of a PDF for one that is called a table', async () => {
    expect(await detect(Buffer.from('%PDF-1.4 other'), 'other.csv')).toBe('application/pdf');
  });

  it('is told by the streams of a compound file, not by what is embedded in it', async () => {
    const root = compound.utils.cfb_new();
    compound.utils.cfb_add(root, '/WordDocument', Buffer.alloc(5_000));
    compound.utils.cfb_add(root, '/ObjectPool/_1/Workbook', Buffer.alloc(5_000));
    expect(await detect(compound.write(root, { type: 'buffer' }))).toBe('application/x-cfb');
  });

  it.each(['Workbook', 'Book', 'WORKBOOK', 'BOOK'])(
    'is that of an old workbook for a stream called %s',
    async (name) => {
      const root = compound.utils.cfb_new();
      compound.utils.cfb_add(root, `/${name}`, Buffer.alloc(5_000));
      expect(await detect(compound.write(root, { type: 'buffer' }))).toBe('application/vnd.ms-excel');
    },
  );

  it('is told of a compound file by its directory, wherever that stands', async () => {
    const root = compound.utils.cfb_new();
    // Of more sectors than the list of allocation tables in the header has room for.
    compound.utils.cfb_add(root, '/Workbook', Buffer.alloc(9_000_000, 1));
    const bytes = compound.write(root, { type: 'buffer' });
    let read = 0;
    const found = await detectMediaType({
      filename: '',
      size: bytes.length,
      head: bytes.subarray(0, SNIFF_BYTES),
      read: ({ start, end }) => {
        read += end + 1 - start;
        return Promise.resolve(Readable.from([bytes.subarray(start, end + 1)]));
      },
    });
    expect(found).toBe('application/vnd.ms-excel');
    expect(read).toBeLessThan(20_000);
  });

  it('is told by the front of a polyglot', async () => {
    const png = await picture().png().toBuffer();
    expect(await detect(Buffer.concat([png, Buffer.from('%PDF-1.7\n')]))).toBe('image/png');
    expect(await detect(Buffer.concat([png, buildZip({ 'a.txt': 'x' })]))).toBe('image/png');
    expect(await detect(Buffer.concat([Buffer.from('%PDF-1.7\n'), png]))).toBe('application/pdf');
  });

  it('asks the storage only a few times for a directory of thousands of parts', async () => {
    const parts = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`part-${index}`, '']));
    const bytes = buildZip({ '[Content_Types].xml': '', ...parts, 'xl/workbook.xml': '' });
    let requests = 0;
    const type = await detectMediaType({
      filename: '',
      size: bytes.length,
      head: bytes.subarray(0, SNIFF_BYTES),
      read: ({ start, end }) => {
        requests += 1;
        return Promise.resolve(Readable.from([bytes.subarray(start, end + 1)]));
      },
    });
    expect(type).toBe(XLSX);
    expect(requests).toBeLessThan(10);
  });

  it.each([0, 1, 3, 4, 8, 22])('is none for %i bytes of a zip or nothing at all', async (length) => {
    expect(await detect(buildZip({ 'a.txt': 'x' }).subarray(0, length))).toBe(length < 4 ? null : ZIP);
  });
});
