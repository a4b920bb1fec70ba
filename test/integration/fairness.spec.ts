import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DocumentView } from '../../src/documents/document.dto.js';
import { instruct } from '../factories.js';
import type { Owner } from '../support/owner.js';
import { OBEDIENT_CHILD, serviceSuite } from '../support/service.js';

const MEBIBYTE = 1024 * 1024;

const uploadMany = (owner: Owner, count: number): Promise<DocumentView[]> =>
  Promise.all(Array.from({ length: count }, () => owner.upload(instruct('succeed'))));

describe('the queue', () => {
  const suite = serviceSuite({ WORKER_CONCURRENCY: '1' });
  const position = (jobId: string) =>
    suite().value<string>('SELECT finished_at::text FROM jobs WHERE id = $1', [jobId]);

  it('lets one document of one user pass many of another', async () => {
    const [busy, brief] = [await suite().signUp(), await suite().signUp()];
    const flood = await uploadMany(busy, 30);
    const single = await brief.upload(instruct('succeed'));
    await suite().startWorker(OBEDIENT_CHILD);
    await brief.untilEnd(single.id);
    await Promise.all(flood.map(({ id }) => busy.untilEnd(id)));
    const end = (await position(single.job_id)) ?? '';
    const before = await suite().count('jobs', `kind = 'extraction' AND user_id <> $1 AND finished_at <= $2`, [
      brief.user.id,
      end,
    ]);
    expect(before).toBeLessThanOrEqual(2);
    await suite().stopWorkers();
  });

  it('lets a small file pass a huge one', async () => {
    const [heavy, light] = [await suite().signUp(), await suite().signUp()];
    const { name, bytes } = instruct('succeed');
    const huge = await heavy.upload({ name, bytes: Buffer.concat([bytes, Buffer.alloc(8 * MEBIBYTE, '%')]) });
    const small = await uploadMany(light, 3);
    await suite().startWorker(OBEDIENT_CHILD);
    await Promise.all([heavy.untilEnd(huge.id), ...small.map(({ id }) => light.untilEnd(id))]);
    const last = (await position(huge.job_id)) ?? '';
    for (const { job_id } of small) expect(((await position(job_id)) ?? '') < last).toBe(true);
  });
});

describe('the number of documents that a user may have waiting', () => {
  const suite = serviceSuite({ MAX_ACTIVE_JOBS_PER_USER: '3' });
  let owner: Owner;
  const upload = () => owner.client.upload(owner.token, instruct('succeed'), {});

  beforeEach(async () => {
    owner = await suite().signUp();
  });

  it('is not exceeded, however many come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, upload));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(3);
    const refused = answers.filter(({ status }) => status !== 202);
    for (const { status, body, headers } of refused) {
      expect([status, body.error_code, headers.get('retry-after')]).toEqual([429, 'QUOTA_EXCEEDED', '15']);
    }
    expect(await suite().count('documents', 'user_id = $1', [owner.user.id])).toBe(3);
  });

  it('does not concern other users', async () => {
    await uploadMany(owner, 3);
    const other = await suite().signUp();
    await expect(other.upload(instruct('succeed'))).resolves.toMatchObject({ status: 'queued' });
  });

  it('counts what is waiting, not what is done', async () => {
    const [first] = await uploadMany(owner, 3);
    await owner.post(`/api/documents/${first?.id ?? ''}/cancel`);
    expect((await upload()).status).toBe(202);
    expect((await owner.post(`/api/documents/${first?.id ?? ''}/reprocess`)).body.error_code).toBe('QUOTA_EXCEEDED');
  });
});

describe('a full queue', () => {
  const suite = serviceSuite({ MAX_QUEUED_JOBS: '1' });

  it('refuses everybody for a while, and keeps nothing of what it refuses', async () => {
    const [first, second] = [await suite().signUp(), await suite().signUp()];
    await first.upload(instruct('succeed'));
    // How full it is may be known only a second later.
    const refused = await refusedUpload(second);
    expect([refused.body.error_code, refused.headers.get('retry-after')]).toEqual(['QUEUE_FULL', '15']);
    const accepted = await suite().count('documents');
    expect(await suite().count('jobs')).toBe(accepted);
  });

  async function refusedUpload(owner: Owner): ReturnType<Owner['client']['upload']> {
    for (;;) {
      const answer = await owner.client.upload(owner.token, instruct('succeed'), {});
      if (answer.status === 429) return answer;
    }
  }
});
