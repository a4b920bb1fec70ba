import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { TestFile } from '../../factories.js';
import { fixture } from '../../support/api-client.js';
import { attackSuite } from './attack-suite.js';
import { onePage, packedSpaces, TEXT, withPageTree } from './generators/pdfs.js';

const attack = attackSuite();
/** With the figure of what was too much, or a name for what is wrong. */
const NAMED = ['LIMIT_EXCEEDED', 'CORRUPT_FILE', 'TIMED_OUT'];
const TOO_MUCH_MEMORY = { code: 'LIMIT_EXCEEDED', message: expect.stringMatching(/more than \d+ MB of memory/) };

describe('a PDF that wants to act', () => {
  const SCRIPT = `/S/JavaScript/JS(app.launchURL\\("http://127.0.0.1/"\\); while\\(true\\){})`;

  it.each([
    ['a script as it is opened', { root: `/OpenAction<<${SCRIPT}>>` }],
    ['scripts by name', { root: `/Names<</JavaScript<</Names[(a)<<${SCRIPT}>>]>>>>` }],
    ['a script of a page', { page: `/AA<</O<<${SCRIPT}>>/C<<${SCRIPT}>>>>` }],
    ['a program to launch', { root: '/OpenAction<</S/Launch/F(cmd.exe)/Win<</F(cmd.exe)/P(/c calc)>>>>' }],
    ['another document to open', { root: '/OpenAction<</S/GoToR/F(\\\\\\\\evil\\\\share\\\\x.pdf)/D[0/Fit]>>' }],
    ['a form to submit', { root: '/OpenAction<</S/SubmitForm/F(http://127.0.0.1/)/Flags 4>>' }],
    [
      'actions that follow each other for ever',
      { root: '/OpenAction 10 0 R', objects: [{ number: 10, body: '<</S/URI/URI(http://127.0.0.1/)/Next 10 0 R>>' }] },
    ],
    [
      'an XFA form',
      {
        root: '/AcroForm<</Fields[]/XFA 10 0 R>>',
        objects: [
          {
            number: 10,
            body: '<<>>',
            stream: Buffer.from('<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xdp>&f;</xdp>'),
          },
        ],
      },
    ],
  ])('is merely read: %s', async (_, given) => {
    const end = await attack(onePage(given));
    expect(end.status).toBe('completed');
    expect(end.data).toContain('Readable text of a page');
    expect(end.data).not.toContain('root:');
  });

  it('has the files that it carries named but not opened', async () => {
    const bomb = packedSpaces(60);
    const end = await attack(
      onePage({
        root: '/Names<</EmbeddedFiles<</Names[(../../evil.exe)10 0 R]>>>>',
        objects: [
          { number: 10, body: '<</Type/Filespec/F(../../evil.exe)/UF(../../evil.exe)/EF<</F 11 0 R>>>>' },
          { number: 11, body: '<</Type/EmbeddedFile/Filter/FlateDecode>>', stream: bomb },
        ],
      }),
    );
    expect(end.status).toBe('completed');
  });
});

describe('a PDF with a tree of pages', () => {
  it.each([
    ['that is its own child', '<</Type/Pages/Kids[2 0 R]/Count 1>>'],
    ['that has itself among its children', '<</Type/Pages/Kids[3 0 R 2 0 R 3 0 R]/Count 3>>'],
    ['without an end to it', '<</Type/Pages/Kids[10 0 R]/Count 2>>'],
  ])('%s, ends', async (_, tree) => {
    const loop = { number: 10, body: '<</Type/Pages/Parent 2 0 R/Kids[2 0 R 10 0 R]/Count 2>>' };
    const end = await attack(withPageTree(tree, [loop]));
    expect([null, ...NAMED]).toContain(end.code);
  });

  it('of 100,000 pages is refused with that figure', async () => {
    const end = await attack(withPageTree(`<</Type/Pages/Kids[${'3 0 R '.repeat(100_000)}]/Count 100000>>`));
    expect(end).toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('100,000 pages') });
  });

  it('that claims two billion pages and has one, ends', async () => {
    const end = await attack(withPageTree('<</Type/Pages/Kids[3 0 R]/Count 2000000000>>'));
    expect([null, ...NAMED]).toContain(end.code);
  });

  it('ten thousand levels deep, ends', async () => {
    const levels = Array.from({ length: 10_000 }, (_, index) => {
      const next = index === 9_999 ? 3 : index + 11;
      return { number: index + 10, body: `<</Type/Pages/Kids[${next} 0 R]/Count 1>>` };
    });
    const end = await attack(withPageTree('<</Type/Pages/Kids[10 0 R]/Count 1>>', levels));
    expect([null, ...NAMED]).toContain(end.code);
  });
});

describe('a PDF that is nested', () => {
  it.each([
    ['arrays in arrays', { root: `/X ${'['.repeat(200_000)}${']'.repeat(200_000)}` }],
    ['dictionaries in dictionaries', { root: `/X ${'<</X'.repeat(100_000)} 1${'>>'.repeat(100_000)}` }],
    ['graphics states in a page', { content: `${'q '.repeat(500_000)}${TEXT}` }],
    ['arrays in a page', { content: `${'['.repeat(300_000)} ${TEXT}` }],
    ['marked content in a page', { content: `${'/P <</MCID 0>> BDC '.repeat(100_000)}${TEXT}` }],
  ])('two hundred thousand times, ends: %s', async (_, given) => {
    expect([null, ...NAMED]).toContain((await attack(onePage(given))).code);
  });

  it('by a drawing that draws itself, ends', async () => {
    const form = {
      number: 10,
      body: '<</Type/XObject/Subtype/Form/BBox[0 0 200 100]/Resources<</XObject<</X 10 0 R>>>>>>',
    };
    const page = '/Resources<</XObject<</X 10 0 R>>>>';
    const end = await attack(
      onePage({ page, content: '/X Do', objects: [{ ...form, stream: Buffer.from('/X Do /X Do') }] }),
    );
    expect(end).toMatchObject(TOO_MUCH_MEMORY);
  });

  it('by drawings that each draw the next ten times, ends', async () => {
    const forms = Array.from({ length: 9 }, (_, index) => ({
      number: index + 10,
      body: `<</Type/XObject/Subtype/Form/BBox[0 0 200 100]/Resources<</XObject<</X ${index + 11} 0 R>>>>>>`,
      stream: Buffer.from('/X Do '.repeat(10)),
    }));
    const last = {
      number: 19,
      body: '<</Type/XObject/Subtype/Form/BBox[0 0 200 100]>>',
      stream: Buffer.from('0 0 1 1 re f'),
    };
    const page = '/Resources<</XObject<</X 10 0 R>>>>';
    expect(await attack(onePage({ page, content: '/X Do', objects: [...forms, last] }))).toMatchObject(TOO_MUCH_MEMORY);
  });

  it('by outlines and form fields that are their own children, ends', async () => {
    const objects = [
      { number: 10, body: '<</First 11 0 R/Last 11 0 R/Count 1>>' },
      { number: 11, body: '<</Title(Loop)/Parent 10 0 R/First 11 0 R/Next 11 0 R/Dest[3 0 R/Fit]>>' },
      { number: 12, body: '<</FT/Tx/T(a)/V(b)/Kids[12 0 R]/Parent 12 0 R/Subtype/Widget/Rect[0 0 9 9]>>' },
    ];
    const end = await attack(
      onePage({ root: '/Outlines 10 0 R/AcroForm<</Fields[12 0 R]>>', page: '/Annots[12 0 R]', objects }),
    );
    expect([null, ...NAMED]).toContain(end.code);
  });
});

describe('a PDF with streams of gigabytes', () => {
  it('of one filter, ends', async () => {
    const end = await attack(onePage({ content: packedSpaces(400), filter: '/Filter/FlateDecode' }));
    expect([null, ...NAMED, 'OUT_OF_MEMORY']).toContain(end.code);
  });

  it('of filters in filters, ends', async () => {
    const content = deflateSync(deflateSync(Buffer.alloc(1000 * 1024 * 1024, 32), { level: 9 }), { level: 9 });
    const end = await attack(onePage({ content, filter: '/Filter[/FlateDecode/FlateDecode]' }));
    expect([null, ...NAMED, 'OUT_OF_MEMORY']).toContain(end.code);
  });

  it('of objects packed into it, ends', async () => {
    const stream = packedSpaces(300);
    const objects = [{ number: 10, body: '<</Type/ObjStm/N 1000000/First 10/Filter/FlateDecode>>', stream }];
    expect([null, ...NAMED, 'OUT_OF_MEMORY']).toContain(
      (await attack(onePage({ objects, root: '/Extends 10 0 R' }))).code,
    );
  });

  it('of a length that is not true, ends', async () => {
    const { bytes } = onePage();
    const lying = Buffer.from(bytes.toString('latin1').replace(/\/Length \d+/, '/Length 4294967295'), 'latin1');
    expect([null, ...NAMED]).toContain((await attack({ name: 'made.pdf', bytes: lying })).code);
  });
});

describe('a PDF that is vast', () => {
  const picture = (side: number): Parameters<typeof onePage>[0] => ({
    page: '/Resources<</XObject<</X 10 0 R>>>>',
    content: '200 0 0 100 0 0 cm /X Do',
    objects: [
      {
        number: 10,
        body: `<</Type/XObject/Subtype/Image/Width ${side}/Height ${side}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode>>`,
        stream: deflateSync(Buffer.alloc(1024 * 1024), { level: 9 }),
      },
    ],
  });

  it.each([20_000, 60_000, 2_000_000_000])('by a picture of %d pixels a side, ends', async (side) => {
    const end = await attack(onePage(picture(side)));
    expect([null, ...NAMED, 'OUT_OF_MEMORY']).toContain(end.code);
  });

  it.each(['0 0 14400 14400', '0 0 1e9 1e9', '-1e30 -1e30 1e30 1e30', '0 0 0 0'])(
    'by a page of [%s], ends',
    async (box) => {
      const end = await attack(onePage({ page: `/MediaBox[${box}]` }));
      expect([null, ...NAMED]).toContain(end.code);
    },
  );

  it('by a million letters over each other, ends', async () => {
    const end = await attack(
      onePage({ content: `BT /F 12 Tf 10 50 Td ${`(${'x'.repeat(1_000)}) Tj `.repeat(1_000)} ET` }),
    );
    expect([null, ...NAMED]).toContain(end.code);
  });

  it('by a hundred thousand lines that cross, ends', async () => {
    const lines = Array.from(
      { length: 100_000 },
      (_, index) => `0 ${index % 100} m 200 ${(index * 7) % 100} l S ${index % 200} 0 m ${index % 200} 100 l S`,
    );
    const end = await attack(onePage({ content: `${lines.join('\n')} ${TEXT}` }));
    expect([null, ...NAMED]).toContain(end.code);
  });

  it('by a hundred thousand links, ends', async () => {
    const links = '<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(http://127.0.0.1/)>>>>'.repeat(100_000);
    const end = await attack(onePage({ page: `/Annots[${links}]` }));
    expect([null, ...NAMED]).toContain(end.code);
  });
});

describe('a PDF that is locked or damaged', () => {
  it('is told by a password', async () => {
    expect(await attack(await fixture('password-123456.pdf'))).toMatchObject({ code: 'ENCRYPTED_FILE' });
  });

  it('is told by an encryption that nobody knows', async () => {
    const bytes = onePage().bytes.toString('latin1').replace('/Root', '/Encrypt<</Filter/Nobodys/V 99/R 99>>/Root');
    const end = await attack({ name: 'made.pdf', bytes: Buffer.from(bytes, 'latin1') });
    expect(['ENCRYPTED_FILE', 'CORRUPT_FILE', null]).toContain(end.code);
  });

  it('ends wherever it is cut off', async () => {
    const whole = await fixture('ko_uhc_noembed.pdf');
    for (const share of [0.05, 0.5, 0.95]) {
      const end = await attack(cut(whole, share));
      expect([null, 'CORRUPT_FILE']).toContain(end.code);
    }
  });

  it('is told by its first line and nothing else', async () => {
    expect(await attack({ name: 'made.pdf', bytes: Buffer.from('%PDF-1.7\n') })).toMatchObject({
      code: 'CORRUPT_FILE',
    });
  });

  it('may point to itself by its cross-references', async () => {
    const { bytes } = onePage();
    const text = bytes.toString('latin1');
    const start = /startxref\n(\d+)/.exec(text)?.[1] ?? '0';
    const end = await attack({
      name: 'made.pdf',
      bytes: Buffer.from(text.replace('/Root', `/Prev ${start}/Root`), 'latin1'),
    });
    expect([null, 'CORRUPT_FILE']).toContain(end.code);
  });
});

function cut({ name, bytes }: TestFile, share: number): TestFile {
  return { name, bytes: bytes.subarray(0, Math.floor(bytes.length * share)) };
}
