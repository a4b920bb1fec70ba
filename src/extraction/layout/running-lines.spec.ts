import { describe, expect, it } from '@jest/globals';
import { bodyText } from './body-text.js';
import type { PageLayout, Word } from './layout.types.js';
import { layOutWords } from './page-layout.js';
import { markRunningLines } from './running-lines.js';

const HEIGHT = 800;

function line(text: string, y: number, x = 40): Word[] {
  const words = text === '' ? [] : text.split(' ');
  return words.map((word, index) => {
    const left = x + index * 60;
    return { text: word, bbox: [left, y, left + 55, y + 10] };
  });
}

/** Pages of one line of text each, with what stands above and below. */
function pages(count: number, above: (page: number) => string, below: (page: number) => string): PageLayout[] {
  return Array.from({ length: count }, (_, index) => {
    const page = index + 1;
    const words = [
      ...line(above(page), 30),
      ...line(`text of its own ${'abcdefgh'.charAt(index)}`, 300),
      ...line(below(page), 770),
    ];
    return { page, blocks: layOutWords(words).blocks };
  });
}

function mark(layouts: PageLayout[]): ReturnType<typeof markRunningLines> {
  return markRunningLines(layouts.map((layout) => ({ layout, height: HEIGHT })));
}

describe('running headers and footers', () => {
  it('are lines that stand on several pages, equal but for their numbers', () => {
    const layouts = pages(
      4,
      () => 'The running title',
      (page) => `Page ${page} of 4`,
    );
    const found = mark(layouts);
    expect(found.get(2)).toEqual({ header: 'The running title', footer: 'Page 2 of 4' });
    expect(layouts[1]?.blocks.map(({ role }) => role)).toEqual(['header', undefined, 'footer']);
  });

  it('may change from left to right pages', () => {
    const found = mark(
      pages(
        8,
        (page) => (page % 2 ? 'The book' : 'The chapter'),
        (page) => String(page),
      ),
    );
    expect(found.get(7)).toEqual({ header: 'The book', footer: '7' });
    expect(found.get(8)).toEqual({ header: 'The chapter', footer: '8' });
  });

  it('are seen on two pages when they count them', () => {
    const found = mark(
      pages(
        2,
        (page) => (page === 1 ? 'One title' : 'Another title'),
        (page) => `- ${page} -`,
      ),
    );
    expect(found.get(1)).toEqual({ footer: '- 1 -' });
  });

  it('are not figures that do not count the pages', () => {
    const amounts = ['1,200', '7', '93', '15'];
    expect(
      mark(
        pages(
          4,
          () => '',
          (page) => amounts[page - 1] ?? '',
        ),
      ).size,
    ).toBe(0);
  });

  it('do not stand below the text', () => {
    const found = mark(
      pages(
        4,
        (page) => `${'abcd'.charAt(page)} first`,
        () => '',
      ),
    );
    expect(found.size).toBe(0);
  });

  it('are parted from a paragraph that they stand close to', () => {
    const layouts = [1, 2, 3].map((page): PageLayout => {
      const words = [...line('Running', 30), ...line(`text ${'abc'.charAt(page - 1)}`, 42)];
      return { page, blocks: layOutWords(words).blocks };
    });
    mark(layouts);
    expect(layouts[0]?.blocks.map(({ role, lines }) => [role, lines.length])).toEqual([
      ['header', 1],
      [undefined, 1],
    ]);
  });
});

describe('the text without them', () => {
  it('is whole where a sentence goes over the end of a page', () => {
    const text = bodyText([
      { text: 'Title\n\nA sentence that goes\n\n1', header: 'Title', footer: '1' },
      { text: 'Title\n\nover the end of a page.\n\n2', header: 'Title', footer: '2' },
      { text: 'Title\n\nAnother.', header: 'Title' },
    ]);
    expect(text).toBe('A sentence that goes\nover the end of a page.\n\nAnother.');
  });

  it('has no word that is parted by the end of a page', () => {
    expect(bodyText([{ text: 'A docu-\n1', footer: '1' }, { text: 'ment.' }])).toBe('A document.');
  });
});
