import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { buildZip } from '../../fixtures/build-package.js';
import { writeZip } from '../../fixtures/zip.mjs';
import { fixture } from '../../support/api-client.js';
import { attackSuite } from './attack-suite.js';
import { onePage } from './generators/pdfs.js';
import { ROWS, workbookEntries } from './generators/workbooks.js';

const attack = attackSuite();
const REFUSED = { status: 'refused', code: expect.stringMatching(/^(UNSUPPORTED_FILE_TYPE|FILE_TYPE_MISMATCH)$/) };
const SCRIPT = '<script>fetch("http://127.0.0.1/")</script>';
const SVG = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY f SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" width="60000" height="60000"><image href="file:///etc/passwd"/>${SCRIPT}<text>&f;</text></svg>`;
const HTML = `<!DOCTYPE html><html><body>${SCRIPT}<table><tr><td>1</td><td>2</td></tr></table></body></html>`;

function text(name: string, content: string | Buffer): { name: string; bytes: Buffer } {
  return { name, bytes: Buffer.from(content) };
}

describe('a file under a false name', () => {
  it.each([
    ['SVG as PNG', text('a.png', SVG)],
    ['SVG as PDF', text('a.pdf', SVG)],
    ['SVG packed', { name: 'a.png', bytes: Buffer.from('1f8b0800000000000003', 'hex') }],
    ['HTML as a workbook', text('a.xls', HTML)],
    ['HTML as PDF', text('a.pdf', HTML)],
    ['PostScript as PDF', text('a.pdf', '%!PS-Adobe-3.0\n(/etc/passwd) (r) file')],
    [
      'a program as PNG',
      { name: 'a.png', bytes: Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(500)]) },
    ],
    [
      'a Windows program as a workbook',
      { name: 'a.xlsx', bytes: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(500)]) },
    ],
    [
      'XML as a workbook',
      text('a.xlsx', `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>`),
    ],
    [
      'a Word document as a workbook',
      { name: 'a.xlsx', bytes: buildZip({ '[Content_Types].xml': '<Types/>', 'word/document.xml': '<w/>' }) },
    ],
    ['nothing but zeros as a PDF', { name: 'a.pdf', bytes: Buffer.alloc(10_000) }],
  ])('is refused at the door: %s', async (_, file) => {
    expect(await attack(file)).toMatchObject(REFUSED);
  });

  it('is never HTML or SVG as far as a reader of pictures sees it', async () => {
    const end = await attack({ name: 'a.gif', bytes: Buffer.from(`GIF89a/*${HTML}*/=1;`, 'latin1') });
    expect(end).toMatchObject({ code: 'CORRUPT_FILE' });
  });
});

describe('a file that is two things at once', () => {
  const white = sharp({ create: { width: 60, height: 40, channels: 3, background: '#fff' } });

  it('is read as what its beginning says: a PNG with a page of HTML and a zip behind', async () => {
    const bytes = Buffer.concat([await white.png().toBuffer(), Buffer.from(HTML), buildZip({ 'a.html': HTML })]);
    expect(await attack({ name: 'a.png', bytes })).toMatchObject({ status: 'completed' });
  });

  it('is read as what its beginning says: a workbook with a PDF behind', async () => {
    const workbook = writeZip(workbookEntries());
    // Behind its directory a package has nothing.
    const end = await attack({ name: 'a.xlsx', bytes: Buffer.concat([workbook, onePage().bytes]) });
    expect(end).toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('is a PDF when one begins it, whatever stands behind', async () => {
    const end = await attack({ name: 'a.pdf', bytes: Buffer.concat([onePage().bytes, writeZip(workbookEntries())]) });
    expect(end.status).toBe('completed');
  });

  it('is a JPEG with HTML in its comment', async () => {
    const jpeg = await white.jpeg().toBuffer();
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, HTML.length + 2]), Buffer.from(HTML)]);
    comment.writeUInt16BE(HTML.length + 2, 2);
    const bytes = Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]);
    expect((await attack({ name: 'a.jpg', bytes })).status).toBe('completed');
  });
});

describe('text that is made to do harm', () => {
  it('with NUL bytes in it is stored without them', async () => {
    const end = await attack(text('a.csv', 'Item,Price\nPe\0n,3\n'));
    expect(end.status).toBe('completed');
    expect(end.data).not.toContain('\\u0000');
  });

  it('with lone surrogates is stored without them', async () => {
    const lines = ['Item,Price', 'Pe\ud800n,3', 'In\udc00k,4', ''].join('\n');
    const end = await attack(text('a.csv', Buffer.concat([Buffer.from('fffe', 'hex'), Buffer.from(lines, 'utf16le')])));
    expect(end.status).toBe('completed');
    expect(end.data).not.toMatch(/\\ud[89a-f]/i);
  });

  it('with NUL and lone surrogates in a workbook is stored without them', async () => {
    const sheet = ROWS.replace('Pen', 'P_x0000__xD800_en');
    const end = await attack({ name: 'a.xlsx', bytes: writeZip(workbookEntries({ sheet })) });
    expect(end.status).toBe('completed');
    expect(end.data).not.toMatch(/\\u0000|\\ud800/i);
  });

  it('of formulas is text as it stands', async () => {
    const end = await attack(text('a.csv', `Item,Price\n"=cmd|' /C calc'!A0",3\n@SUM(1+1),4\n`));
    expect(end.status).toBe('completed');
    expect(end.data).toContain(`=cmd|' /C calc'!A0`);
  });

  it('of one line of thirty megabytes is called broken', async () => {
    const end = await attack(text('a.csv', `Item,Price\n${'x'.repeat(30 * 1024 * 1024)},3\n`));
    expect(end).toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('of a million columns is refused with the figure', async () => {
    const end = await attack(text('a.csv', `${'1,'.repeat(1_000_000)}1\n${'1,'.repeat(1_000_000)}1\n`));
    expect(end).toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('200,000 cells') });
  });

  it('of a quotation mark that never ends is read, with a warning', async () => {
    const end = await attack(text('a.csv', `Item,Price\n"Pen,3\n${'Ink,4\n'.repeat(50_000)}`));
    expect(end).toMatchObject({ status: 'completed', warnings: [{ code: 'QUOTE_NOT_CLOSED' }] });
  });

  it('of nothing but separators is read, and nothing is found', async () => {
    const end = await attack(text('a.csv', ',,,,,,,,\n'.repeat(200_000)));
    expect(end).toMatchObject({ status: 'completed' });
    expect(end.data).toMatch(/"tables":\[\]/);
  });

  it('that a regular expression could be caught in is read', async () => {
    const line = `${'1,'.repeat(50)}${'a@'.repeat(2_000)}${'-'.repeat(5_000)}${'1.'.repeat(5_000)}`;
    const end = await attack(text('a.csv', `A,B\n${`${line}\n`.repeat(20)}`));
    expect(end.status).toBe('completed');
  });
});

describe('a workbook of another kind that is locked or broken', () => {
  it('is told by its password', async () => {
    expect(await attack(await fixture('pass_protected.xlsx'))).toMatchObject({ code: 'ENCRYPTED_FILE' });
  });

  it('is told by the mark of its parts', async () => {
    const entries = workbookEntries().map((entry) => ({ ...entry, encrypted: true }));
    expect(await attack({ name: 'a.xlsx', bytes: writeZip(entries) })).toMatchObject({ code: 'ENCRYPTED_FILE' });
  });

  it('is told by the record that begins an old one', async () => {
    const { bytes } = await fixture('date.xls');
    const first = bytes.indexOf(Buffer.from('0908100000060500', 'hex'));
    const locked = Buffer.from(bytes);
    // In place of the four records behind the first, 132 bytes: FILEPASS as of RC4, with room for salt and verifier, and
    // WRITEACCESS, as [MS-XLS] 2.4.117 and 2.4.349 have them.
    locked.set(Buffer.from('2f003600010001000100', 'hex'), first + 20);
    locked.set(Buffer.from('5c004600', 'hex'), first + 20 + 58);
    expect(await attack({ name: 'a.xls', bytes: locked })).toMatchObject({ code: 'ENCRYPTED_FILE' });
  });

  it.each([
    ['xlsx_01.xlsx', 'CORRUPT_FILE'],
    // Without the end of its directory it is not seen to be a workbook.
    ['date.xls', 'UNSUPPORTED_FILE_TYPE'],
    ['any_sheets.xlsb', 'CORRUPT_FILE'],
    ['any_sheets.ods', 'CORRUPT_FILE'],
    ['stanley_cups.csv', null],
  ])('is known for what is left of it wherever %s is cut off: %s', async (name, code) => {
    const { bytes } = await fixture(name);
    for (const share of [0.2, 0.9]) {
      expect(await attack({ name, bytes: bytes.subarray(0, Math.floor(bytes.length * share)) })).toMatchObject({
        code,
      });
    }
  });
});
