import { describe, expect, it } from '@jest/globals';
import type { ExtractionProgress } from './extraction.types.js';
import { StageTrace } from './stage-trace.js';

function traceInto(steps: ExtractionProgress[]): StageTrace {
  return new StageTrace((step) => steps.push(step));
}

describe('StageTrace', () => {
  it('maps the progress of a stage to its share of the whole', async () => {
    const steps: ExtractionProgress[] = [];
    const trace = traceInto(steps);
    await trace.run('first', 0.4, 'First', () => Promise.resolve());
    await trace.run('second', 0.8, 'Second', (progress) => {
      progress(0.5, 'Halfway');
      return Promise.resolve();
    });
    expect(steps).toEqual([
      { stage: 'first', progress: 0, message: 'First' },
      { stage: 'second', progress: 0.4, message: 'Second' },
      { stage: 'second', progress: expect.closeTo(0.6), message: 'Halfway' },
    ]);
  });

  it('never goes back', async () => {
    const steps: ExtractionProgress[] = [];
    await traceInto(steps).run('only', 1, 'Only', (progress) => {
      progress(0.5);
      progress(0.2);
      return Promise.resolve();
    });
    expect(steps.map(({ progress }) => progress)).toEqual([0, 0.5, 0.5]);
  });

  it('gives what the stage gives and adds up the times of a stage that runs twice', async () => {
    const trace = traceInto([]);
    const wait = (): Promise<string> => new Promise((resolve) => setTimeout(resolve, 30, 'done'));
    expect(await trace.run('wait', 0.5, 'Waiting', wait)).toBe('done');
    await trace.run('wait', 1, 'Waiting', wait);
    expect(trace.stages.wait).toBeGreaterThanOrEqual(55);
    expect(trace.totalMs).toBeGreaterThanOrEqual(55);
  });
});
