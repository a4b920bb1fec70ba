import { randomUUID } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { DocumentStatistics } from '../../src/documents/document-statistics.service.js';
import type { DocumentView } from '../../src/documents/document.dto.js';
import { instruct } from '../factories.js';
import { eventually } from '../support/eventually.js';
import type { Owner } from '../support/owner.js';
import { isAlive } from '../support/processes.js';
import { OBEDIENT_CHILD, serviceSuite } from '../support/service.js';

describe('documents at work', () => {
  const suite = serviceSuite();
  let owner: Owner;

  beforeAll(async () => {
    await suite().startWorker(OBEDIENT_CHILD);
    owner = await suite().signUp();
  });

  const flag = (): string => join(suite().environment.directory, `go-${randomUUID()}`);

  it('are processed again on demand, under a new job, and keep their history', async () => {
    const first = await owner.process(instruct('succeed'));
    const { status, body } = await owner.post(`/api/documents/${first.id}/reprocess`);
    expect([status, (body.data as DocumentView).status]).toEqual([202, 'queued']);
    await owner.live.until(({ type, job_id }) => type === 'document_completed' && job_id !== first.job_id);
    const jobs = (await owner.jobs(first.id)).filter(({ kind }) => kind === 'extraction');
    expect(jobs.map(({ id, status: state }) => [id, state])).toEqual([
      [(body.data as DocumentView).job_id, 'succeeded'],
      [first.job_id, 'succeeded'],
    ]);
    expect(owner.live.statesOf(first.id)).toEqual([
      'document_queued',
      'document_processing',
      'document_completed',
      'document_queued',
      'document_processing',
      'document_completed',
    ]);
  });

  it('are processed once, however many ask for it at once', async () => {
    const { id } = await owner.process(instruct('succeed'));
    const answers = await Promise.all(Array.from({ length: 6 }, () => owner.post(`/api/documents/${id}/reprocess`)));
    const accepted = answers.filter(({ status }) => status === 202).length;
    expect(accepted).toBeGreaterThanOrEqual(1);
    for (const { status, body } of answers.filter((answer) => answer.status !== 202)) {
      expect([status, body.error_code]).toEqual([409, 'JOB_ACTIVE']);
    }
    await eventually(async () => {
      expect((await owner.document(id)).status).toBe('completed');
    });
    expect(await suite().count('jobs', `document_id = $1 AND kind = 'extraction'`, [id])).toBe(1 + accepted);
  });

  it('cannot be processed again before they are done', async () => {
    const go = flag();
    const { id } = await owner.upload(instruct(`wait ${go}`));
    await owner.untilProgress(id);
    const answers = await Promise.all([1, 2].map(() => owner.post(`/api/documents/${id}/reprocess`)));
    expect(answers.map(({ body }) => body.error_code)).toEqual(['JOB_ACTIVE', 'JOB_ACTIVE']);
    await writeFile(go, '');
    await owner.untilEnd(id);
    expect(await suite().count('jobs', `document_id = $1 AND kind = 'extraction'`, [id])).toBe(1);
  });

  it('are really stopped when they are cancelled', async () => {
    const { id } = await owner.upload(instruct('loop'));
    const child = pidIn((await owner.untilProgress(id)).message);
    expect(isAlive(child)).toBe(true);
    const { status, body } = await owner.post(`/api/documents/${id}/cancel`);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ status: 'cancelled', error: { code: 'CANCELLED' } });
    await eventually(() => {
      expect(isAlive(child)).toBe(false);
      return Promise.resolve();
    });
    expect(await owner.process(instruct('succeed'))).toMatchObject({ status: 'completed' });
    expect(await owner.document(id)).toMatchObject({ status: 'cancelled' });
    expect(owner.live.statesOf(id)).toEqual(['document_queued', 'document_processing', 'document_cancelled']);
  });

  it('cannot be cancelled when nothing is going on, and many may say so at once', async () => {
    const { id } = await owner.process(instruct('succeed'));
    const answers = await Promise.all(Array.from({ length: 30 }, () => owner.post(`/api/documents/${id}/cancel`)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.error_code}`))).toEqual(
      new Set(['409 CONFLICT']),
    );
  });

  it('can be processed again after they were cancelled', async () => {
    const { id } = await owner.upload(instruct('loop'));
    await owner.untilProgress(id);
    await owner.post(`/api/documents/${id}/cancel`);
    const { status, body } = await owner.post(`/api/documents/${id}/reprocess`);
    expect(status).toBe(202);
    const again = (body.data as DocumentView).job_id;
    await owner.live.until(({ type, job_id }) => type === 'progress' && job_id === again);
    await owner.post(`/api/documents/${id}/cancel`);
  });

  it('leave no row and no byte when they are deleted', async () => {
    const { id } = await owner.process(instruct('succeed'));
    await owner.live.untilType('report_ready', id);
    const deleted = await owner.delete(`/api/documents/${id}`);
    expect([deleted.status, deleted.body.data]).toEqual([200, null]);
    for (const table of ['jobs', 'reports', 'extractions']) {
      expect(await suite().count(table, 'document_id = $1', [id])).toBe(0);
    }
    expect((await owner.get(`/api/documents/${id}`)).status).toBe(404);
    expect((await owner.delete(`/api/documents/${id}`)).status).toBe(404);
    expect(await storedFilesOf(id)).toEqual([]);
    await owner.live.untilType('document_deleted', id);
  });

  it('are stopped when they are deleted in the middle, and leave no byte then either', async () => {
    const { id } = await owner.upload(instruct('loop'));
    const child = pidIn((await owner.untilProgress(id)).message);
    expect((await owner.delete(`/api/documents/${id}`)).status).toBe(200);
    await eventually(async () => {
      expect(isAlive(child)).toBe(false);
      expect(await storedFilesOf(id)).toEqual([]);
    });
  });

  it('come to an end whatever is done to them at once', async () => {
    const ids = await Promise.all(
      Array.from({ length: 6 }, async (_, index) => (await owner.upload(instruct(`steps ${1 + (index % 3)}`))).id),
    );
    const answers = await Promise.all(
      ids.flatMap((id) => [
        owner.post(`/api/documents/${id}/cancel`),
        owner.post(`/api/documents/${id}/reprocess`),
        owner.get(`/api/documents/${id}`),
        owner.post(`/api/documents/${id}/cancel`),
      ]),
    );
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    const deleted = await Promise.all(ids.slice(3).map((id) => owner.delete(`/api/documents/${id}`)));
    expect(deleted.map(({ status }) => status)).toEqual([200, 200, 200]);
    await eventually(async () => {
      expect(await suite().count('jobs', `status IN ('queued', 'running') AND user_id = $1`, [owner.user.id])).toBe(0);
    });
  });

  it('add up in the statistics', async () => {
    const counted = await suite().signUp();
    const done = await counted.process(instruct('succeed'));
    await counted.live.untilType('report_ready', done.id);
    const cancelled = await counted.upload(instruct('loop'));
    await counted.untilProgress(cancelled.id);
    await counted.post(`/api/documents/${cancelled.id}/cancel`);
    const failed = await counted.process(instruct('exit'));
    const { body } = await counted.get('/api/documents/stats/summary');
    const statistics = body.data as DocumentStatistics;
    expect(statistics).toMatchObject({
      total: 3,
      by_status: { queued: 0, processing: 0, completed: 1, failed: 1, cancelled: 1 },
      by_file_type: { excel: 0, pdf: 3, image: 0 },
      total_bytes: done.size_bytes + cancelled.size_bytes + failed.size_bytes,
      reports: 1,
    });
    expect(statistics.processing_ms.p50).toBeGreaterThanOrEqual(0);
    expect(statistics.last_7_days).toHaveLength(7);
    expect(statistics.last_7_days.at(-1)).toMatchObject({ uploaded: 3, completed: 1, failed: 1 });
  });

  async function storedFilesOf(id: string): Promise<string[]> {
    const folder = join(suite().environment.variables.UPLOAD_DIR ?? '', 'documents', id);
    return readdir(folder, { recursive: true }).catch(() => []);
  }
});

function pidIn(message: unknown): number {
  return Number(/pid (\d+)/.exec(String(message))?.[1]);
}
