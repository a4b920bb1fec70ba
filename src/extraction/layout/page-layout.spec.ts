import { describe, expect, it } from '@jest/globals';
import type { Word } from './layout.types.js';
import { layOut, layOutWords } from './page-layout.js';
import { mendHyphens, textOf } from './page-text.js';
import { type Glyph, joinGlyphs, plainLetters } from './words.js';

const PAGE = { width: 600, height: 800 };
const HEIGHT = 10;
const ADVANCE = 5;

/** Words of one line, letters 5 wide and 10 high, a space between them. */
function line(text: string, x: number, y: number): Word[] {
  let left = x;
  return text.split(' ').map((word) => {
    const bbox: Word['bbox'] = [left, y, left + word.length * ADVANCE, y + HEIGHT];
    left = bbox[2] + ADVANCE;
    return { text: word, bbox };
  });
}

function paragraph(name: string, x: number, y: number, lines: number): Word[] {
  return Array.from({ length: lines }, (_, index) =>
    line(`${name}${index} of the running text`, x, y + index * 12),
  ).flat();
}

function glyphs(text: string, turn: Glyph['turn'] = 0): Glyph[] {
  return Array.from(text).flatMap((letter, index): Glyph[] => {
    const along = index * ADVANCE;
    const bbox: Glyph['bbox'] = turn === 90 ? [100, along, 110, along + ADVANCE] : [along, 100, along + ADVANCE, 110];
    return letter === ' ' ? [] : [{ text: letter, bbox, turn, space: text[index - 1] === ' ' ? 'drawn' : 'none' }];
  });
}

describe('words of a page', () => {
  it('parts at spaces', () => {
    expect(joinGlyphs(glyphs('합계 1,234원'), PAGE)).toMatchObject([
      { turn: 0, words: [{ text: '합계', bbox: [0, 100, 10, 110] }, { text: '1,234원' }] },
    ]);
  });

  it('does not believe in a supposed space between letters that touch', () => {
    const touching = glyphs('word').map((glyph) => ({ ...glyph, space: 'supposed' as const }));
    expect(joinGlyphs(touching, PAGE)).toMatchObject([{ words: [{ text: 'word' }] }]);
  });

  it('believes in a space that is drawn, however the letters stand', () => {
    const [a, b] = glyphs('ab');
    const drawn = a && b ? [a, { ...b, bbox: a.bbox, space: 'drawn' as const }] : [];
    expect(joinGlyphs(drawn, PAGE)).toMatchObject([{ words: [{ text: 'a' }, { text: 'b' }] }]);
  });

  it('tells where text that runs downwards stands on the page', () => {
    const [block] = layOut(joinGlyphs(glyphs('down here', 90), PAGE), []).blocks;
    expect(block && textOf([block])).toBe('down here');
    expect(block?.bbox).toEqual([100, 0, 110, 45]);
  });

  it('writes ligatures as letters and leaves the rest alone', () => {
    expect(plainLetters('ﬁnal ½ ㎡')).toBe('final ½ ㎡');
  });
});

describe('reading order', () => {
  it('reads one column after the other, and what spans both where it stands', () => {
    const words = [
      ...line('A heading that stands across the whole of both columns of the page as wide as they', 20, 10),
      ...paragraph('left', 20, 40, 6),
      ...paragraph('right', 320, 40, 6),
    ];
    const text = textOf(layOutWords(words).blocks);
    expect(text.indexOf('A heading')).toBeLessThan(text.indexOf('left0'));
    expect(text.indexOf('left5')).toBeLessThan(text.indexOf('right0'));
  });

  it('reads short texts side by side by rows', () => {
    const words = ['Name', 'Date', 'Total', 'Tax', 'Due'].flatMap((label, row) => [
      ...line(label, 20, row * 14),
      ...line(`value${row}`, 320, row * 14),
    ]);
    expect(textOf(layOutWords(words).blocks).split('\n').slice(0, 2)).toEqual(['Name\tvalue0', 'Date\tvalue1']);
  });

  it('begins a paragraph after a gap', () => {
    expect(layOutWords([...paragraph('a', 20, 0, 2), ...paragraph('b', 20, 60, 2)]).blocks).toHaveLength(2);
  });

  it('reads a line of Hebrew from its right', () => {
    const [first, second] = [line('שלום', 100, 0), line('עולם', 50, 0)];
    expect(textOf(layOutWords([...second, ...first]).blocks)).toBe('שלום\tעולם');
  });

  it('ends such a line with the mark that is drawn to the left of a figure', () => {
    const words = [line('שלום', 60, 0), line('.2026-03-01', 0, 0)].flat();
    expect(textOf(layOutWords(words).blocks)).toBe('שלום 2026-03-01.');
  });
});

describe('hyphens', () => {
  it.each([
    [['a docu-', 'ment here'], 'a document\nhere'],
    [['pages 1-', '2'], 'pages 1-\n2'],
    [['Nord-', 'Süd'], 'Nord-\nSüd'],
  ])('%j', (lines, expected) => {
    expect(mendHyphens(lines)).toBe(expected);
  });
});
