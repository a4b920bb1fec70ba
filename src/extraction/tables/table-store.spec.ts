import { describe, expect, it, jest } from '@jest/globals';
import { extractRows } from '../../../test/fixtures/extract-fixture.js';

// Other things run on the machine besides.
jest.setTimeout(60_000);

const ROWS = 40_000;

/** Of more cells than are kept in memory between the two passes. */
function aLongTable(): Buffer {
  const lines = Array.from({ length: ROWS }, (_, index) => `item ${index},${index},"a\u2028b"`);
  return Buffer.from(`Prices\n\nItem,Price,Note\n${lines.join('\n')}\n`);
}

describe('the stored rows of a table', () => {
  it('are all of them, in order, without the header', async () => {
    const { rows, index } = await extractRows('made.csv', aLongTable(), 't1');
    expect(rows).toHaveLength(ROWS);
    expect([rows[0], rows.at(-1)]).toEqual([
      ['item 0', 0, 'a\u2028b'],
      [`item ${ROWS - 1}`, ROWS - 1, 'a\u2028b'],
    ]);
    expect(index).toMatchObject({
      row_count: ROWS,
      columns: [
        { name: 'Item', type: 'text' },
        { name: 'Price', type: 'integer' },
        { name: 'Note', type: 'text' },
      ],
    });
  });

  it('are found by the marks of the index', async () => {
    const { rows, file, index } = await extractRows('made.csv', aLongTable(), 't1');
    expect(index.bytes).toBe(file.length);
    expect(index.marks.length).toBeGreaterThan(10);
    for (const [row, offset] of index.marks) {
      const line = file.subarray(offset, file.indexOf('\n', offset)).toString();
      expect(JSON.parse(line)).toEqual(rows[row]);
    }
  });

  it('hold nothing that the database or JSON cannot', async () => {
    const { rows } = await extractRows('made.csv', Buffer.from('Item,Note\nPen,e\u0301\n'), 't1');
    expect(rows).toEqual([['Pen', 'é']]);
  });
});
