import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { buildZip } from '../../fixtures/build-package.js';
import { packed, writeZip } from '../../fixtures/zip.mjs';
import { attackSuite, LIMITS } from './attack-suite.js';
import { columnName, ROWS, sheetFile, workbookEntries, workbookOf, workbookWithSheet } from './generators/workbooks.js';
import { repeated } from './generators/zips.js';

const MEBIBYTE = 1024 * 1024;
const WHOLE_SHEET = 'A1:XFD1048576';
const attack = attackSuite();

/** Packs by about 50 to 1, as harmless files do. */
function dull(bytes: number): Buffer {
  const content = Buffer.alloc(bytes);
  let state = 1;
  for (let at = 0; at < bytes; at += 1_000) {
    for (let index = 0; index < 10; index += 1) {
      state = (state * 48_271) % 0x7fffffff;
      content[at + index] = state & 255;
    }
  }
  return content;
}

describe('a zip bomb in the form of a workbook', () => {
  it('of one part that unpacks to a thousand times its size is refused by its directory', async () => {
    const end = await attack(workbookOf(repeated('xl/media/image1.bin', Buffer.alloc(MEBIBYTE), 200)));
    expect(end).toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('200 times') });
  });

  it('of parts that unpack to too much together is refused by its directory', async () => {
    const part = packed('', dull(16 * MEBIBYTE));
    const parts = Array.from({ length: 17 }, (_, index) => ({ ...part, name: `xl/media/image${index}.bin` }));
    const end = await attack(workbookOf(...parts));
    expect(end).toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('268,435,456 bytes') });
  });

  it('of more parts than any workbook has is refused', async () => {
    const nothing = packed('', '');
    const parts = Array.from({ length: 20_001 }, (_, index) => ({ ...nothing, name: `xl/p${index}` }));
    const end = await attack(workbookOf(...parts));
    expect(end).toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('20,000 parts') });
  });

  it('that understates what a sheet unpacks to is stopped while unpacking', async () => {
    const bomb = repeated('', Buffer.from('<row/>'.repeat(100_000)), 400, ['<worksheet><sheetData>', '']);
    const end = await attack(workbookWithSheet({ ...bomb, statedSize: 1_000 }));
    expect(end).toMatchObject({ status: 'failed', code: 'CORRUPT_FILE' });
  });

  it('that overstates it by gigabytes is refused', async () => {
    const end = await attack(workbookWithSheet(packed('', `<worksheet>${ROWS}</worksheet>`, 0xfffffff0)));
    expect(end).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('whose entries overlap counts every one of them', async () => {
    const kernel = packed('xl/k', dull(MEBIBYTE));
    const first = workbookEntries().length;
    const others = Array.from({ length: 5_000 }, (_, index) => ({ ...kernel, name: `xl/k${index}`, at: first }));
    const end = await attack(workbookOf(kernel, ...others));
    expect(end).toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringMatching(/268,435,456|200 times/) });
  });

  it('whose thousand sheets are one part of nothing but air is refused for being unpacked over and over', async () => {
    const sheet = `<sheetData>${'<row></row>'.repeat(500_000)}</sheetData>`;
    const end = await attack({ name: 'made.xlsx', bytes: writeZip(workbookEntries({ sheet, sheets: 1_000 })) });
    expect(end).toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringMatching(/over and over.*bytes/) });
  });

  it('that holds further bombs does not have them opened', async () => {
    const inner = writeZip([repeated('b', Buffer.alloc(MEBIBYTE), 400)]);
    const end = await attack(
      workbookOf({ name: 'xl/embeddings/i.zip', packed: inner, statedSize: inner.length, stored: true }),
    );
    expect(end.status).toBe('completed');
  });

  it('that is nothing but zips in zips is refused at the door', async () => {
    let bytes = writeZip([repeated('0', Buffer.alloc(MEBIBYTE), 100)]);
    for (let depth = 0; depth < 50; depth += 1) bytes = buildZip({ [`${depth}.zip`]: bytes });
    expect(await attack({ name: 'made.xlsx', bytes })).toMatchObject({
      status: 'refused',
      code: 'UNSUPPORTED_FILE_TYPE',
    });
  });

  it('of a shared text that every cell repeats is read against the limit of bytes', async () => {
    const strings = `<sst><si><t>${'x'.repeat(4 * MEBIBYTE)}</t></si></sst>`;
    const rows = Array.from(
      { length: 1_000 },
      (_, index) => `<row r="${index + 1}"><c r="A${index + 1}" t="s"><v>0</v></c></row>`,
    );
    const entries = workbookEntries({ sheet: `<sheetData>${rows.join('')}</sheetData>`, strings });
    const end = await attack({ name: 'made.xlsx', bytes: writeZip(entries) });
    expect(end).toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('268,435,456 bytes') });
  });
});

describe('a sheet that claims much', () => {
  it('is read when all of it is merged', async () => {
    const end = await attack(sheetFile(`${ROWS}<mergeCells><mergeCell ref="${WHOLE_SHEET}"/></mergeCells>`));
    expect(end.status).toBe('completed');
  });

  it('is read when a hundred thousand ranges are merged over each other', async () => {
    const ranges = `<mergeCell ref="${WHOLE_SHEET}"/>`.repeat(100_000);
    const end = await attack(sheetFile(`${ROWS}<mergeCells>${ranges}</mergeCells>`));
    expect(end.status).toBe('completed');
  });

  it('is read when all of it is validated and formatted by rules', async () => {
    const rules =
      `<conditionalFormatting sqref="${WHOLE_SHEET}"><cfRule type="expression" priority="1"><formula>A1</formula></cfRule></conditionalFormatting>` +
      `<dataValidations><dataValidation type="list" sqref="${WHOLE_SHEET}"><formula1>$A$1:$XFD$1048576</formula1></dataValidation></dataValidations>`;
    expect((await attack(sheetFile(ROWS + rules))).status).toBe('completed');
  });

  it('is read when a cell stands at its far corner', async () => {
    const far = '<row r="1048576"><c r="XFD1048576"><v>7</v></c></row></sheetData>';
    expect((await attack(sheetFile(ROWS.replace('</sheetData>', far)))).status).toBe('completed');
  });

  it.each(['XFE1', 'AAAAAAA1', 'A99999999999', 'A0', '1A', '__proto__'])(
    'is read or called broken with a cell at %s',
    async (r) => {
      const end = await attack(sheetFile(`<sheetData><row r="1"><c r="${r}"><v>1</v></c></row></sheetData>`));
      expect([null, 'CORRUPT_FILE']).toContain(end.code);
    },
  );

  it('is read with 16,384 columns', async () => {
    const row = (n: number): string => {
      const cells = Array.from(
        { length: 16_384 },
        (_, index) => `<c r="${columnName(index + 1)}${n}"><v>${index}</v></c>`,
      );
      return `<row r="${n}">${cells.join('')}</row>`;
    };
    const end = await attack(sheetFile(`<sheetData>${[1, 2].map(row).join('')}</sheetData>`));
    expect(end.status).toBe('completed');
  });

  it('is refused with more cells than are allowed, though all are blank', async () => {
    const cells = Array.from(
      { length: LIMITS.cells + 1 },
      (_, index) => `<row r="${index + 1}"><c r="A${index + 1}" s="0"/></row>`,
    );
    const end = await attack(sheetFile(`<sheetData>${cells.join('')}</sheetData>`));
    expect(end).toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringMatching(/200,000 cells|200 times/) });
  });

  it('is refused when it is 500 MB of blanks', async () => {
    const blanks = Buffer.from('<row r="1"><c r="A1"/><c r="B1"/></row>\n'.repeat(25_000));
    const bomb = repeated('', blanks, Math.ceil((500 * MEBIBYTE) / blanks.length), [
      '<worksheet><sheetData>',
      '</sheetData></worksheet>',
    ]);
    const end = await attack(workbookWithSheet(bomb));
    expect(end).toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringMatching(/200 times|268,435,456/) });
  });
});

describe('a workbook that reaches out', () => {
  it('does not have its entities unfolded, a billion laughs among them', async () => {
    const levels = Array.from({ length: 9 }, (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`);
    const head = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">${levels.join('')}]>`;
    const strings = `${head}<sst><si><t>&l9;</t></si></sst>`;
    const sheet = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c></row></sheetData>';
    const end = await attack({
      name: 'made.xlsx',
      bytes: writeZip(workbookEntries({ sheet, strings, workbookHead: head })),
    });
    expect([null, 'CORRUPT_FILE']).toContain(end.code);
    expect(end.data).not.toContain('lollol');
  });

  it('gets no file and no page by an external entity', async () => {
    const visits = await withListener(async (url) => {
      const head = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY u SYSTEM "${url}">]>`;
      const strings = `${head}<sst><si><t>&f;&u;</t></si></sst>`;
      const sheet = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c></row></sheetData>';
      const end = await attack({ name: 'made.xlsx', bytes: writeZip(workbookEntries({ sheet, strings })) });
      expect([null, 'CORRUPT_FILE']).toContain(end.code);
      expect(end.data).not.toMatch(/root:|nobody:/);
    });
    expect(visits).toBe(0);
  });

  it('has neither its links followed nor its commands run', async () => {
    const visits = await withListener(async (url) => {
      const link = `<externalLink xmlns:r="r"><externalBook r:id="rId1"/></externalLink>`;
      const dde = `<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"><ddeItems><ddeItem name="A0" advise="1"/></ddeItems></ddeLink></externalLink>`;
      const formulas = [
        `WEBSERVICE("${url}")`,
        `cmd|'/c calc'!A0`,
        `'[1]S'!A1`,
        `HYPERLINK("${url}","x")`,
        `RTD("x",,"y")`,
      ];
      const cells = formulas.map(
        (text, index) =>
          `<row r="${index + 2}"><c r="A${index + 2}" t="str"><f>${text.replaceAll('"', '&quot;')}</f><v>kept</v></c><c r="B${index + 2}"><v>1</v></c></row>`,
      );
      const end = await attack(
        sheetFile(ROWS.replace(/<row r="2".*<\/row>/, cells.join('')), {
          'xl/externalLinks/externalLink1.xml': link,
          'xl/externalLinks/externalLink2.xml': dde,
          'xl/externalLinks/_rels/externalLink1.xml.rels': `<Relationships><Relationship Id="rId1" Target="${url}" TargetMode="External"/></Relationships>`,
        }),
      );
      expect(end.status).toBe('completed');
      expect(end.data).toContain('kept');
    });
    expect(visits).toBe(0);
  });

  it('keeps its macros to itself', async () => {
    const end = await attack(
      sheetFile(ROWS, { 'xl/vbaProject.bin': 'Attribute VB_Name\nSub Auto_Open()' }, 'made.xlsm'),
    );
    expect(end.status).toBe('completed');
    expect(end.data).not.toContain('Auto_Open');
  });

  it('gives the stored results of its formulas, and says where there is none', async () => {
    const cells =
      '<row r="2"><c r="A2"><f>1+1</f></c><c r="B2"><f>SUM(A1:XFD1048576)</f><v>9</v></c></row></sheetData>';
    const end = await attack(
      sheetFile(ROWS.replace('</sheetData>', cells).replace(/<row r="2"><c r="A2" t.*?<\/row>/, '')),
    );
    expect(end.status).toBe('completed');
    expect(end.warnings.map(({ code }) => code)).toContain('FORMULA_WITHOUT_RESULT');
  });

  it('may not climb out of its package by the names of its parts', async () => {
    const end = await attack(
      workbookOf(packed('../../../../tmp/evil', 'x'), packed('/etc/cron.d/evil', 'x'), packed('C:\\evil', 'x')),
    );
    expect(end.status).toBe('completed');
  });

  it('may be nested as deep as it likes', async () => {
    const end = await attack(sheetFile(`${'<a>'.repeat(200_000)}${'</a>'.repeat(200_000)}${ROWS}`));
    expect([null, 'CORRUPT_FILE', 'LIMIT_EXCEEDED']).toContain(end.code);
  });
});

/** Runs `work` with the address of a server; how often somebody came. */
async function withListener(work: (url: string) => Promise<void>): Promise<number> {
  let visits = 0;
  const server = createServer((_, response) => {
    visits += 1;
    response.end('root:x:0:0');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/secret`);
  } finally {
    server.close();
  }
  return visits;
}
