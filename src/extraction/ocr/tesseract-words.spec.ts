import { describe, expect, it } from '@jest/globals';
import { wordsOf } from './tesseract-words.js';

function row(line: number, word: number, left: number, text: string, confidence = 90): string {
  return [5, 1, 1, 1, line, word, left, 10 * line, 8, 10, confidence, text].join('\t');
}

const HEADER = 'level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext';

describe('words of Tesseract', () => {
  it('have boxes and confidence', () => {
    const tsv = [HEADER, '4\t1\t1\t1\t1\t0\t5\t10\t90\t10\t-1\t', row(1, 1, 5, 'Sum', 87.5)].join('\n');
    expect(wordsOf({ tsv, text: 'Sum\n' })).toEqual([{ text: 'Sum', bbox: [5, 10, 13, 20], confidence: 0.875 }]);
  });

  it('join syllables that the text does not part, as certain as the least certain', () => {
    const pieces = [row(1, 1, 0, '공급', 90), row(1, 2, 9, '가', 40), row(1, 3, 30, '합계', 80)];
    expect(wordsOf({ tsv: pieces.join('\n'), text: '공급가  합계\n\n' })).toEqual([
      { text: '공급가', bbox: [0, 10, 17, 20], confidence: 0.4 },
      { text: '합계', bbox: [30, 10, 38, 20], confidence: 0.8 },
    ]);
  });

  it('stay apart where text and boxes do not agree', () => {
    const pieces = [row(1, 1, 0, '가'), row(1, 2, 9, '나'), row(2, 1, 0, '다'), row(2, 2, 9, '라')];
    expect(wordsOf({ tsv: pieces.join('\n'), text: '가마\n다라\n' }).map(({ text }) => text)).toEqual([
      '가',
      '나',
      '다라',
    ]);
  });

  it('leave out what has no letters', () => {
    expect(wordsOf({ tsv: [row(1, 1, 0, ' '), row(2, 1, 0, 'a')].join('\n'), text: ' \na\n' })).toHaveLength(1);
  });
});
