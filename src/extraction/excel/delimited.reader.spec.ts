import { describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { extractBytes, extractFixture } from '../../../test/fixtures/extract-fixture.js';
import type { Extraction } from '../extraction.types.js';

function read(text: string, encoding = 'utf8', addBOM = false): Promise<Extraction> {
  return extractBytes('made.csv', iconv.encode(text, encoding, { addBOM }));
}

async function rowsOf(text: string): Promise<unknown[][] | undefined> {
  return (await read(text)).tables[0]?.rows;
}

const KOREAN = '거래처,금액\n한빛상사,"1,200"\n서울문구㈜,300\n';

describe('reading delimited text', () => {
  it('finds the header below a title', async () => {
    const { tables, sheets, text } = await extractFixture('stanley_cups.csv');
    expect(tables).toMatchObject([
      {
        title: 'Stanley Cups',
        row_count: 3,
        columns: [
          { name: 'Team', type: 'text' },
          { name: 'Location', type: 'text' },
          { name: 'Stanley Cups', type: 'integer', sum: 16 },
        ],
      },
    ]);
    expect(sheets).toMatchObject([{ name: 'Sheet1', hidden: false, row_count: 5, column_count: 3 }]);
    expect(text.split('\n')[0]).toBe('Stanley Cups');
  });

  it.each([
    ['utf8', false],
    ['utf8', true],
    ['utf16le', true],
    ['utf16be', true],
    ['utf16le', false],
    ['utf16be', false],
    ['cp949', false],
  ])('reads Korean in %s (with a mark: %s)', async (encoding, addBOM) => {
    const { tables, metadata } = await read(KOREAN, encoding, addBOM);
    expect(metadata).toMatchObject({ encoding, delimiter: ',' });
    expect(tables[0]?.columns.map(({ name }) => name)).toEqual(['거래처', '금액']);
    expect(tables[0]?.rows).toEqual([
      ['한빛상사', 1200],
      ['서울문구㈜', 300],
    ]);
  });

  it.each([
    ['shift_jis', '商品,価格\nりんご,120\nノート,300\n', 'りんご'],
    ['windows-1252', 'Prénom,Ville\nHélène,Besançon\nRené,Orléans\n', 'Hélène'],
    ['EUC-JP', '商品,価格\nりんごのジュース,120\nノートブックとペン,300\n', 'りんごのジュース'],
  ])('reads %s', async (encoding, text, cell) => {
    expect((await read(text, encoding)).tables[0]?.rows[0]?.[0]).toBe(cell);
  });

  it('reads the syllables that the Korean standard of 1987 left out', async () => {
    const { metadata, tables } = await read('품목,수량\n똠방각하,3\n펲시콜 햏,5\n', 'cp949');
    expect(metadata).toMatchObject({ encoding: 'cp949' });
    expect(tables[0]?.rows).toEqual([
      ['똠방각하', 3],
      ['펲시콜 햏', 5],
    ]);
  });

  it('sees other characters far behind a beginning in plain ASCII', async () => {
    const text = `Item,Note\n${'Pen,nothing to say about it\n'.repeat(20_000)}잉크,국산\n`;
    expect((await read(text, 'cp949')).metadata).toMatchObject({ encoding: 'cp949' });
  });

  it.each([
    ['a comma', 'Item,Note\nPen,"a; b"\nInk,c\n', ','],
    ['a semicolon', 'Item;Price\nPen;1,50\nInk;2,25\n', ';'],
    ['a tab', 'Item\tNote\nPen\ta, b\nInk\tc, d, e\n', '\t'],
    ['a bar', 'Item|Note\nPen|a\nInk|b\n', '|'],
    ['what its first line names', 'sep=^\nItem^Note\nPen^a\n', '^'],
  ])('is set apart by %s', async (_case, text, delimiter) => {
    const { metadata, tables } = await read(text);
    expect(metadata).toMatchObject({ delimiter });
    expect(tables[0]).toMatchObject({ location: { range: expect.stringMatching(/^A1:B/) } });
    expect(tables[0]?.columns[0]?.name).toBe('Item');
  });

  it('keeps delimiters, quotes and line ends within quotes', async () => {
    expect(await rowsOf('Item,Note\r\nPen,"a, ""b""\r\nc"\r\nInk,d\r\n')).toEqual([
      ['Pen', 'a, "b"\r\nc'],
      ['Ink', 'd'],
    ]);
  });

  it('keeps quotes and line ends within quotes where tabs set fields apart', async () => {
    const text = '품목\t비고\n연필\t"빨강\n""파랑""\t검정"\n잉크\t국산, 5" 병\n';
    const { tables, metadata } = await extractBytes('made.tsv', Buffer.from(text));
    expect(metadata).toMatchObject({ delimiter: '\t' });
    expect(tables[0]?.rows).toEqual([
      ['연필', '빨강\n"파랑"\t검정'],
      ['잉크', '국산, 5" 병'],
    ]);
  });

  it('takes the first line of words for the header where all lines are words', async () => {
    const { tables } = await read('이름,부서,직급\n김철수,영업부,과장\n이영희,총무부,대리\n');
    expect(tables[0]).toMatchObject({ row_count: 2, columns: [{ name: '이름' }, { name: '부서' }, { name: '직급' }] });
  });

  it('keeps short and long rows', async () => {
    expect(await rowsOf('Item,Price,Note\nPen,3\nInk,4,x,y\n')).toEqual([
      ['Pen', 3, null, null],
      ['Ink', 4, 'x', 'y'],
    ]);
  });

  it.each<[string, unknown]>([
    ['12', 12],
    ['-1.50', -1.5],
    ['"1,234,567.8"', 1234567.8],
    ['1e3', 1000],
    ['12.5%', 0.125],
    ['"₩1,200"', 1200],
    ['"1,200원"', 1200],
    ['"-$1,200.50"', -1200.5],
    ['"($1,200.50)"', -1200.5],
    ['"(1,200)"', -1200],
    ['(12)', '(12)'],
    ['2026-01-05', '2026-01-05'],
    ['2026.1.5', '2026-01-05'],
    ['2026. 1. 5', '2026. 1. 5'],
    ['2026/01/05 9:30', '2026-01-05T09:30:00'],
    ['2026년 1월 5일', '2026-01-05'],
    ['2026-02-30', '2026-02-30'],
    ['01/05/2026', '01/05/2026'],
    ['true', true],
    ['FALSE', false],
    ['0012', '0012'],
    ['010-1234-5678', '010-1234-5678'],
    ['+82 10 1234 5678', '+82 10 1234 5678'],
    ['1234567890123456', '1234567890123456'],
    ['1.2.3', '1.2.3'],
    ['3 pens', '3 pens'],
    ['=1+1', '=1+1'],
  ])('reads %s as %j', async (field, value) => {
    expect((await rowsOf(`Item,Value\nx,${field}\n`))?.[0]?.[1]).toBe(value);
  });

  it('reads the comma of decimals where semicolons set fields apart', async () => {
    const { tables } = await read('Item;Price\nPen;1.234,50\nInk;2,25\n');
    expect(tables[0]?.columns[1]).toMatchObject({ type: 'decimal', sum: 1236.75 });
  });

  it('knows money and shares', async () => {
    const { tables } = await read('Item,Price,Share\nPen,₩1200,10%\nInk,₩300,2.5%\n');
    expect(tables[0]?.columns.map(({ type }) => type)).toEqual(['text', 'money', 'percent']);
  });

  it('goes on without quotes where one is never closed, and says so', async () => {
    const { tables, warnings } = await read('Item,Note\n"Pen\n(red)",a\nInk,"b\nCap,c\nTip,d\n');
    expect(tables[0]?.rows).toEqual([
      ['Pen\n(red)', 'a'],
      ['Ink', '"b'],
      ['Cap', 'c'],
      ['Tip', 'd'],
    ]);
    expect(warnings).toEqual([
      expect.objectContaining({ code: 'QUOTE_NOT_CLOSED', location: { sheet: 'Sheet1', cell: 'A3' } }),
    ]);
  });

  it('refuses text with too many cells', async () => {
    const running = extractBytes('made.csv', Buffer.from('a,b\n'.repeat(100)), { limits: { maxCells: 50 } });
    await expect(running).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', key: 'failure.limit_cells' });
  });

  it('says that bytes which are no text are broken', async () => {
    const running = extractBytes('made.csv', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 1, 2, 0xff]));
    await expect(running).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('finds nothing in a file of blank lines', async () => {
    const { sheets, tables } = await read('\n\n,,\n');
    expect([sheets[0]?.row_count, tables]).toEqual([0, []]);
  });
});
