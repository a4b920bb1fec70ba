import { describe, expect, it } from '@jest/globals';
import { drawColumn, drawPage } from '../../../test/fixtures/draw-page.js';
import type { Word } from '../layout/layout.types.js';
import type { GreyImage } from './grey-image.js';
import { findTurn } from './page-turn.js';

const [WIDTH, HEIGHT] = [1600, 2200];

function read(confidence: number): Word[] {
  return [{ text: 'letters of a page', bbox: [0, 0, 9, 9], confidence }];
}

/** An engine that is certain of lines of text as wide as told alone. */
function readsWidth(width: number, asked: number[] = []) {
  return (sample: GreyImage): Promise<Word[]> => {
    asked.push(sample.width);
    return Promise.resolve(read(sample.width === width ? 0.9 : 0.3));
  };
}

describe('how a page lies', () => {
  it('is not asked of one that is well read', async () => {
    const image = await drawPage(WIDTH, HEIGHT, drawColumn(100, 1400, 30));
    const asked: number[] = [];
    expect(await findTurn({ image, threshold: 128 }, read(0.9), readsWidth(WIDTH, asked))).toBe(0);
    expect(asked).toEqual([]);
  });

  it('is told by the direction in which its lines are read with certainty', async () => {
    const image = await drawPage(WIDTH, HEIGHT, drawColumn(100, 1400, 30), 90);
    expect(await findTurn({ image, threshold: 128 }, read(0.4), readsWidth(WIDTH))).toBe(90);
  });

  it('is left as it is when no other direction is read much better', async () => {
    const image = await drawPage(WIDTH, HEIGHT, drawColumn(100, 1400, 30), 90);
    const uncertain = (): Promise<Word[]> => Promise.resolve(read(0.65));
    expect(await findTurn({ image, threshold: 128 }, read(0.55), uncertain)).toBe(0);
  });

  it('is told of a page on which nothing was read at all', async () => {
    const image = await drawPage(WIDTH, HEIGHT, drawColumn(100, 1400, 30), 90);
    expect(await findTurn({ image, threshold: 128 }, [], readsWidth(WIDTH))).toBe(90);
  });

  it('takes no more than a few lines, and none of a blank page', async () => {
    const heights: number[] = [];
    const image = await drawPage(WIDTH, HEIGHT, drawColumn(100, 1400, 40));
    await findTurn({ image, threshold: 128 }, [], (sample) => {
      heights.push(sample.height);
      return Promise.resolve([]);
    });
    expect(Math.max(...heights)).toBeLessThan(HEIGHT / 4);
    const blank = await drawPage(WIDTH, HEIGHT, []);
    expect(await findTurn({ image: blank, threshold: 128 }, [], readsWidth(WIDTH))).toBe(0);
  });
});
