import { describe, expect, it } from '@jest/globals';
import { JobDispatcher } from '../../src/queue/job-dispatcher.js';
import { instruct } from '../factories.js';
import { startApi } from '../support/api.js';
import { processesSuite } from '../support/processes-suite.js';

describe('a job that is delivered to two workers', () => {
  const suite = processesSuite();

  it('gives one result, one report and one notification', async () => {
    const owner = await suite.signUp(await suite.start('main'));
    await suite.startMany('obedient-worker', 2, { WORKER_CONCURRENCY: '4' });
    const { id, job_id } = await owner.upload(instruct('steps 6'));
    const api = await startApi(suite.environment);
    const [queue] = api.app.get(JobDispatcher).queues();
    for (const n of [1, 2, 3, 4]) await queue?.add('extraction', { job_id }, { jobId: `again-${n}` });
    await owner.untilEnd(id);
    await owner.live.untilType('report_ready', id);
    // Whatever is delivered after this has seen all that the others did.
    const last = await owner.upload(instruct('succeed'));
    await owner.untilEnd(last.id);
    expect(owner.live.statesOf(id)).toEqual(['document_queued', 'document_processing', 'document_completed']);
    expect(await suite.count('extractions', 'document_id = $1', [id])).toBe(1);
    expect(await suite.count('reports', 'document_id = $1', [id])).toBe(1);
    const told = `type = 'document_completed' AND payload->>'document_id' = $1`;
    expect(await suite.count('notifications', told, [id])).toBe(1);
    await api.close();
  });
});
