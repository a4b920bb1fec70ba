import { beforeEach, describe, expect, it } from '@jest/globals';
import { StageClock } from './stage-clock.js';

describe('StageClock', () => {
  let now: number;
  let clock: StageClock;

  beforeEach(() => {
    now = 0;
    clock = new StageClock(() => now);
  });

  function enterAt(time: number, stage: string): void {
    now = time;
    clock.enter(stage);
  }

  it('tells how long each stage took', () => {
    enterAt(0, 'open');
    enterAt(30, 'read_pages');
    now = 130;
    expect(clock.stop()).toEqual({ open: 30, read_pages: 100 });
  });

  it('adds up a stage that comes more than once, and one that is told again and again', () => {
    enterAt(0, 'ocr');
    enterAt(10, 'ocr');
    enterAt(20, 'open');
    enterAt(25, 'ocr');
    now = 30;
    expect(clock.stop()).toEqual({ ocr: 25, open: 5 });
  });

  it('is not led on by a child that makes up names', () => {
    enterAt(0, 'open');
    enterAt(10, 'Robert"} 1\nevil_total');
    for (let count = 0; count < 1_000; count++) enterAt(20, `s${'_'.repeat(count % 39)}${'x'.repeat(count % 5)}`);
    const stages = Object.keys(clock.stop());
    expect(stages.length).toBeLessThanOrEqual(30);
    expect(stages.every((stage) => /^[a-z_]+$/.test(stage))).toBe(true);
  });

  it('has nothing to tell before the first stage', () => {
    expect(clock.stop()).toEqual({});
  });
});
