import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { aRunningJob } from '../../test/factories.js';
import { JobAttempt } from './job-attempt.js';
import type { JobProgress, JobsRepository } from './jobs.repository.js';

const step = (progress: number, message = 'reading'): JobProgress => ({
  stage: 'text',
  progress,
  message,
  secondsLeft: null,
});

describe('an attempt at a job', () => {
  let saved: (JobProgress | null)[];
  let told: number[];
  let answer: () => Promise<boolean>;
  let telling: () => Promise<void>;
  let attempt: JobAttempt;

  beforeEach(() => {
    jest.useFakeTimers();
    saved = [];
    told = [];
    answer = () => Promise.resolve(true);
    telling = () => Promise.resolve();
    const job = aRunningJob();
    const heartbeat = (_id: string, _token: string, progress: JobProgress | null): Promise<boolean> => {
      saved.push(progress);
      return answer();
    };
    attempt = new JobAttempt(job, { heartbeat } as JobsRepository, () => {
      told.push(job.progress);
      return telling();
    });
    attempt.start();
  });

  afterEach(() => {
    attempt.stop();
    jest.useRealTimers();
  });

  it('says more than once a second that it lives', async () => {
    await jest.advanceTimersByTimeAsync(2_250);
    expect(saved).toEqual([null, null, null]);
  });

  it('saves how far it is with the next sign of life, once', async () => {
    attempt.report(step(0.2));
    attempt.report(step(0.4));
    await jest.advanceTimersByTimeAsync(1_500);
    expect(saved).toEqual([step(0.4), null]);
  });

  it('saves progress later when the database was away, and does not give up', async () => {
    answer = () => Promise.reject(new Error('no database'));
    attempt.report(step(0.2));
    await jest.advanceTimersByTimeAsync(750);
    answer = () => Promise.resolve(true);
    await jest.advanceTimersByTimeAsync(750);
    expect(saved).toEqual([step(0.2), step(0.2)]);
    expect(attempt.lost).toBe(false);
  });

  it('is aborted when the job was taken away, and says nothing more', async () => {
    answer = () => Promise.resolve(false);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(attempt.signal.aborted).toBe(true);
    expect(attempt.lost).toBe(true);
    expect(saved).toHaveLength(1);
    attempt.report(step(0.5));
    expect(told).toEqual([]);
  });

  it('gives no sign of life after it was stopped', async () => {
    attempt.stop();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(saved).toEqual([]);
  });

  it('tells progress at each whole percent at most', async () => {
    for (const progress of [0.101, 0.105, 0.109, 0.11]) {
      attempt.report(step(progress));
      await jest.advanceTimersByTimeAsync(200);
    }
    expect(told).toEqual([0.101, 0.11]);
  });

  it('tells progress ten times a second at most', async () => {
    for (let progress = 0.1; progress < 0.9; progress += 0.02) {
      attempt.report(step(progress));
      await jest.advanceTimersByTimeAsync(10);
    }
    expect(told).toHaveLength(4);
  });

  it('tells how long it will still take, once it can', async () => {
    attempt.report(step(0.1));
    await jest.advanceTimersByTimeAsync(2_000);
    attempt.report(step(0.2));
    expect(attempt.job.secondsLeft).toBe(8);
  });

  it('never goes back', async () => {
    attempt.report(step(0.5));
    await jest.advanceTimersByTimeAsync(200);
    attempt.report(step(0.3));
    await jest.advanceTimersByTimeAsync(750);
    expect(told).toEqual([0.5]);
    expect(saved).toEqual([step(0.5)]);
    expect(attempt.job.progress).toBe(0.5);
  });

  it('has one message on its way at a time, so that none overtakes another', async () => {
    let arrived: () => void = () => undefined;
    telling = () => new Promise((resolve) => (arrived = resolve));
    attempt.report(step(0.1));
    await jest.advanceTimersByTimeAsync(500);
    attempt.report(step(0.2));
    expect(told).toEqual([0.1]);
    arrived();
    await jest.advanceTimersByTimeAsync(0);
    attempt.report(step(0.3));
    expect(told).toEqual([0.1, 0.3]);
  });

  it('is quiet once no message is on its way', async () => {
    let arrived: () => void = () => undefined;
    telling = () => new Promise((resolve) => (arrived = resolve));
    attempt.report(step(0.1));
    let quiet = false;
    const waiting = attempt.quiet().then(() => (quiet = true));
    await jest.advanceTimersByTimeAsync(10);
    expect(quiet).toBe(false);
    arrived();
    await waiting;
    await expect(attempt.quiet()).resolves.toBeUndefined();
  });

  it('does not mind a bus that fails', async () => {
    telling = () => Promise.reject(new Error('no bus'));
    attempt.report(step(0.1));
    await jest.advanceTimersByTimeAsync(200);
    attempt.report(step(0.2));
    expect(told).toEqual([0.1, 0.2]);
  });

  it('strips from messages what the database cannot store', async () => {
    attempt.report(step(0.1, 'sheet\u0000 \ud800'));
    await jest.advanceTimersByTimeAsync(750);
    expect(saved).toEqual([step(0.1, 'sheet \ufffd')]);
  });
});
