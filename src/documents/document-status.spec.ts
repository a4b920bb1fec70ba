import { describe, expect, it } from '@jest/globals';
import { JOB_STATUSES } from '../jobs/job.entity.js';
import { DOCUMENT_STATUSES, documentStatus, jobStatusOf } from './document-status.js';

describe('the status of a document', () => {
  it.each([
    ['queued', 'queued'],
    ['running', 'processing'],
    ['succeeded', 'completed'],
    ['failed', 'failed'],
    ['cancelled', 'cancelled'],
  ] as const)('of a job that is %s is %s', (job, document) => {
    expect(documentStatus(job)).toBe(document);
    expect(jobStatusOf(document)).toBe(job);
  });

  it('names every status of a job', () => {
    expect(JOB_STATUSES.map(documentStatus)).toEqual([...DOCUMENT_STATUSES]);
  });
});
