import { describe, expect, it } from '@jest/globals';
import type { FoundTable } from './found-table.js';
import type { Rule, Word } from './layout.types.js';
import { layOut, layOutWords } from './page-layout.js';
import { textOf } from './page-text.js';

const COLUMNS = [40, 200, 300, 400];
const ROW_HEIGHT = 16;

function words(text: string, x: number, y: number): Word[] {
  let left = x;
  return text.split(' ').map((word) => {
    const bbox: Word['bbox'] = [left, y, left + word.length * 5, y + 10];
    left = bbox[2] + 3;
    return { text: word, bbox };
  });
}

function rows(texts: string[][], y = 100): Word[] {
  return texts.flatMap((row, index) =>
    row.flatMap((text, column) => (text === '' ? [] : words(text, COLUMNS[column] ?? 0, y + index * ROW_HEIGHT))),
  );
}

function horizontal(y: number, x0 = 36, x1 = 480): Rule {
  return { axis: 'horizontal', bbox: [x0, y, x1, y] };
}

function vertical(x: number, y0: number, y1: number): Rule {
  return { axis: 'vertical', bbox: [x, y0, x, y1] };
}

function tablesOf(given: Word[], rules: Rule[] = []): FoundTable[] {
  return layOutWords(given, rules).tables;
}

const ITEMS = [
  ['Item', 'Count', 'Price', 'Sum'],
  ['Blue pen', '2', '3.00', '6.00'],
  ['Ink', '1', '4.50', '4.50'],
  ['Paper of the best kind', '10', '0.10', '1.00'],
];

it('are not looked for when nobody wants them', () => {
  expect(layOutWords(rows(ITEMS), [], { tables: false })).toMatchObject({ tables: [], blocks: [{ kind: 'text' }] });
});

it('have the words of a cell in the order in which they are read, from right to left too', () => {
  const right = words('עט', 60, 116);
  const left = words('כחול', 40, 116);
  const others = rows(ITEMS.map((row, index) => (index === 1 ? ['', ...row.slice(1)] : row)));
  expect(tablesOf([...others, ...left, ...right])[0]?.rows[1]?.[0]).toBe('עט כחול');
});

describe('tables without strokes', () => {
  it('are known by columns of figures', () => {
    expect(tablesOf(rows(ITEMS))).toMatchObject([{ by: 'aligned', rows: ITEMS }]);
  });

  describe('whose figures end right where the next column begins', () => {
    const close = (texts: string[][]): Word[] =>
      texts.flatMap(([item = '', price = '', note = ''], index) => {
        const y = 100 + index * ROW_HEIGHT;
        const priced = price === '' ? [] : words(price, 300 - price.length * 5, y);
        return [...words(item, 40, y), ...priced, ...(note === '' ? [] : words(note, 304.5, y))];
      });
    const names = ['Pen', 'Ink', 'Cup', 'Bag', 'Box', 'Map'];
    const list = names.map((name, index) => [name, `1,${index}00`, index % 3 === 0 ? '' : 'in stock']);

    it('are told by their headings', () => {
      const headed = [['Item', 'Price', 'Note'], ...list.map(([name = '', price = '']) => [name, price, 'sold out'])];
      expect(tablesOf(close(headed))).toMatchObject([{ rows: headed }]);
    });

    it('are told by rows without a note when they go on', () => {
      expect(tablesOf(close(list))).toMatchObject([{ rows: list }]);
    });

    it('are not parted from their units', () => {
      const [table] = tablesOf(close([['Item', '', 'Price'], ...names.map((name) => [name, '1,200', '원'])]));
      expect(table?.rows[1]).toEqual(['Pen', '1,200 원']);
    });
  });

  it('are certain by how regular they are', () => {
    const [regular] = tablesOf(rows(ITEMS));
    const [irregular] = tablesOf(rows(ITEMS.map((row, index) => (index === 2 ? ['Ink', '', '4.50', '4.50'] : row))));
    expect(regular?.confidence).toBe(0.75);
    expect(irregular?.confidence).toBe(0.68);
  });

  it('tell where the words of their cells stand', () => {
    expect(tablesOf(rows(ITEMS))[0]?.cells.find(({ row, column }) => row === 1 && column === 0)).toEqual({
      row: 1,
      column: 0,
      rowSpan: 1,
      columnSpan: 1,
      bbox: [40, 116, 78, 126],
    });
  });

  it('are found in words that run downwards, in the places where they stand', () => {
    const size = { width: 500, height: 400 };
    const upright = rows(ITEMS);
    const { tables } = layOut([{ turn: 90, words: upright, size }], []);
    expect(tables).toMatchObject([{ rows: ITEMS, bbox: [242, 40, 300, 420] }]);
    expect(tables[0]?.cells[4]?.bbox).toEqual([274, 40, 284, 78]);
  });

  it('part headings that stand close over columns of their own', () => {
    const [header = [], ...body] = ITEMS;
    const given = [
      ...rows([header.slice(0, 2)]),
      ...words('Price', 300, 100),
      ...words('each, Sum', 328, 100),
      ...rows(body, 116),
    ];
    const close = given.map((word) =>
      word.text === 'Sum' ? { ...word, bbox: [400, 100, 415, 110] as Word['bbox'] } : word,
    );
    const wide = close.map((word) =>
      word.text === 'each,' ? { ...word, bbox: [328, 100, 397, 110] as Word['bbox'] } : word,
    );
    expect(tablesOf(wide)[0]?.rows[0]).toEqual(['Item', 'Count', 'Price each,', 'Sum']);
  });

  it('tell a heading over two columns', () => {
    const [, ...body] = ITEMS;
    const heading = words('Everything-that-was-paid', 303, 84);
    const [table] = tablesOf([...words('Item', 40, 84), ...words('Count', 200, 84), ...heading, ...rows(body)]);
    expect(table?.rows[0]).toEqual(['Item', 'Count', 'Everything-that-was-paid', '']);
    expect(table?.cells[2]).toMatchObject({ column: 2, columnSpan: 2 });
  });

  it('may have empty cells', () => {
    const given = ITEMS.map((row, index) => (index === 2 ? ['Ink', '', '4.50', '4.50'] : row));
    expect(tablesOf(rows(given))).toMatchObject([{ rows: given }]);
  });

  it('join a line that goes on with the cell above it', () => {
    const given = [...rows(ITEMS), ...words('each', 200, 100 + 3 * ROW_HEIGHT + 11)];
    expect(tablesOf(given)[0]?.rows.at(-1)?.[1]).toBe('10 each');
  });

  it('take the line above for their title', () => {
    const given = [...words('Things bought', 40, 80), ...rows(ITEMS)];
    expect(tablesOf(given)).toMatchObject([{ title: 'Things bought', rows: ITEMS }]);
  });

  it('take a caption below that says so', () => {
    const given = [...rows(ITEMS), ...words('Table 3. What was bought', 40, 180)];
    expect(tablesOf(given)).toMatchObject([{ title: 'Table 3. What was bought' }]);
  });

  it('are two when a wide gap parts them', () => {
    expect(tablesOf([...rows(ITEMS), ...rows(ITEMS, 100 + 4 * ROW_HEIGHT + 8)])).toHaveLength(2);
  });

  it('are not seen in lists', () => {
    const list = ['first', 'second', 'third', 'fourth'].flatMap((text, index) => [
      ...words('•', 40, index * 14),
      ...words(`the ${text} thing to be said`, 60, index * 14),
    ]);
    expect(tablesOf(list)).toEqual([]);
  });

  it('are not seen in columns of words', () => {
    const prose = Array.from({ length: 8 }, (_, index) => [
      ...words('the running text of one column that goes on', 40, index * 14),
      ...words('and another column with text that goes on too', 320, index * 14),
    ]).flat();
    expect(tablesOf(prose)).toEqual([]);
  });

  it('need no figures between strokes', () => {
    const given = [
      ['Name', 'Kind', 'Place'],
      ['Hong', 'seller', 'Seoul'],
      ['Kim', 'buyer', 'Busan'],
    ];
    expect(tablesOf(rows(given))).toEqual([]);
    expect(tablesOf(rows(given), [horizontal(96), horizontal(114), horizontal(150)])).toMatchObject([{ rows: given }]);
  });
});

describe('tables with strokes', () => {
  const given = [
    ['Name', 'Kind'],
    ['Hong', 'seller'],
  ];
  const frame = [96, 113, 130].map((y) => horizontal(y, 36, 280));
  const columns = [36, 190, 280].map((x) => vertical(x, 96, 130));

  it('are known by crossing lines, whatever they hold', () => {
    expect(tablesOf(rows(given), [...frame, ...columns])).toMatchObject([
      { by: 'ruled', rows: given, bbox: [36, 96, 280, 130], confidence: 1 },
    ]);
  });

  it('tell the boxes that are drawn around their cells', () => {
    expect(tablesOf(rows(given), [...frame, ...columns])[0]?.cells.map(({ bbox }) => bbox)).toEqual([
      [36, 96, 190, 113],
      [190, 96, 280, 113],
      [36, 113, 190, 130],
      [190, 113, 280, 130],
    ]);
  });

  it('put the text of merged cells into the first', () => {
    const merged = [horizontal(79, 36, 280), vertical(36, 79, 96), vertical(280, 79, 96)];
    const title = words('both columns of it', 140, 82);
    expect(tablesOf([...title, ...rows(given)], [...frame, ...columns, ...merged])).toMatchObject([
      { rows: [['both columns of it', ''], ...given] },
    ]);
  });

  it('tell over how many columns and rows a merged cell reaches', () => {
    const texts = [
      ...words('Kinds', 220, 84),
      ...words('Name', 40, 90),
      ...words('one', 200, 102),
      ...words('two', 300, 102),
    ];
    const body = [...words('Hong', 40, 118), ...words('1', 200, 118), ...words('2', 300, 118)];
    const across = [
      horizontal(80, 36, 400),
      horizontal(98, 190, 400),
      horizontal(114, 36, 400),
      horizontal(130, 36, 400),
    ];
    const down = [vertical(36, 80, 130), vertical(190, 80, 130), vertical(290, 98, 130), vertical(400, 80, 130)];
    const [table] = tablesOf([...texts, ...body], [...across, ...down]);
    expect(table?.rows).toEqual([
      ['Name', 'Kinds', ''],
      ['', 'one', 'two'],
      ['Hong', '1', '2'],
    ]);
    expect(table?.cells.filter(({ rowSpan, columnSpan }) => rowSpan * columnSpan > 1)).toEqual([
      { row: 0, column: 0, rowSpan: 2, columnSpan: 1, bbox: [36, 80, 190, 114] },
      { row: 0, column: 1, rowSpan: 1, columnSpan: 2, bbox: [190, 80, 400, 98] },
    ]);
  });

  it('part rows of figures between which there is no stroke', () => {
    const outer = [horizontal(96), horizontal(114), horizontal(166)];
    const inner = [36, 190, 290, 390, 480].map((x) => vertical(x, 96, 166));
    expect(tablesOf(rows(ITEMS), [...outer, ...inner])).toMatchObject([{ rows: ITEMS }]);
  });

  it('are no tables when they only frame a text', () => {
    const rules = [horizontal(96), horizontal(170), vertical(36, 96, 170), vertical(480, 96, 170)];
    expect(tablesOf(words('a text in a frame', 40, 100), rules)).toEqual([]);
  });

  it('are read row by row in their place', () => {
    const text = [...words('before', 40, 60), ...rows(given), ...words('after', 40, 160)];
    expect(textOf(layOutWords(text, [...frame, ...columns]).blocks)).toBe(
      'before\n\nName\tKind\nHong\tseller\n\nafter',
    );
  });
});
