import { describe, expect, it } from '@jest/globals';
import { assertEachServedOnce } from './job-handlers.check.js';

describe('the check of job processors at the start of a worker', () => {
  it('accepts one processor per queue', () => {
    expect(() => {
      assertEachServedOnce(['reports', 'extractions', 'webhooks', 'collection-reports']);
    }).not.toThrow();
  });

  it.each([
    ['a queue without a processor', ['extractions', 'webhooks'], 'the queue "reports" has 0 processors'],
    [
      'two processors for a queue',
      ['extractions', 'reports', 'reports', 'webhooks', 'collection-reports'],
      'the queue "reports" has 2 processors',
    ],
    [
      'a processor for an unknown queue',
      ['extractions', 'reports', 'webhooks', 'collection-reports', 'mails'],
      'the queue "mails" is not a known one',
    ],
  ])('refuses %s', (_case, queues, reason) => {
    expect(() => {
      assertEachServedOnce(queues);
    }).toThrow(reason);
  });
});
