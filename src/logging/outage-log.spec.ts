import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { OutageLog } from './outage-log.js';

describe('the log of an outage', () => {
  let warnings: unknown[];
  let outages: OutageLog;

  beforeEach(() => {
    jest.useFakeTimers();
    warnings = [];
    const logger = new Logger();
    logger.warn = (message: unknown) => warnings.push(message);
    outages = new OutageLog(logger, 'the queue reports');
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('tells what is wrong with what', () => {
    outages.note(new Error('connect ECONNREFUSED 127.0.0.1:6379'));
    expect(warnings).toEqual(['Trouble with the queue reports: connect ECONNREFUSED 127.0.0.1:6379']);
  });

  it('tells it twice a minute, however often it is tried', () => {
    for (let second = 0; second < 60; second++) {
      outages.note(new Error('still away'));
      jest.advanceTimersByTime(1_000);
    }
    expect(warnings).toHaveLength(2);
  });
});
