import { beforeAll, describe, expect, it } from '@jest/globals';
import { filedDocument } from '../fixtures/reports/filed-documents.mjs';
import { eventually } from '../support/eventually.js';
import { entriesOf, highlightsOf, INVOICE, Office } from '../support/report-office.js';
import { OBEDIENT_CHILD, serviceSuite } from '../support/service.js';

describe('the making of reports across documents', () => {
  const suite = serviceSuite();
  let office: Office;

  beforeAll(async () => {
    await suite().startWorker(OBEDIENT_CHILD);
    office = new Office(suite().environment, await suite().signUp());
  });

  it('come ten at once', async () => {
    const ids = await office.file(...Array.from({ length: 30 }, () => filedDocument({ fields: INVOICE })));
    const orders = await Promise.all(Array.from({ length: 10 }, () => office.ordered({ document_ids: ids })));
    await Promise.all(orders.map(({ id }) => office.untilReady(id)));
    expect(new Set(orders.map(({ id }) => id)).size).toBe(10);
  }, 120_000);

  it('stop when they are deleted while they are made, and leave nothing behind', async () => {
    const ids = await office.file(filedDocument({ fields: INVOICE }));
    const blocker = suite().environment.database.client;
    await blocker.query('BEGIN; LOCK TABLE document_validations IN ACCESS EXCLUSIVE MODE');
    const { id, job_id } = await office.ordered({ document_ids: ids });
    try {
      await office.owner.live.until(({ type, report_id }) => type === 'progress' && report_id === id);
      expect((await office.owner.get(`/api/reports/${id}/download?format=pdf`)).body.error_code).toBe('CONFLICT');
      expect(await office.get(id)).toMatchObject({ status: 'running', sections: null, data_as_of: null });
      expect((await office.owner.delete(`/api/reports/${id}`)).status).toBe(200);
    } finally {
      await blocker.query('COMMIT');
    }
    // The next one is made after it: by then the worker has done with the deleted one.
    const next = await office.ordered({ document_ids: ids });
    await office.untilReady(next.id);
    expect(office.owner.live.messages.filter(({ type, report_id }) => type !== 'progress' && report_id === id)).toEqual(
      [],
    );
    expect(await suite().count('jobs', 'id = $1', [job_id])).toBe(0);
    // What the worker may still have written meanwhile goes with the second purge, which is due in two minutes.
    await blocker.query('UPDATE storage_purges SET due_at = now() WHERE prefix = $1', [`reports/${id}`]);
    await eventually(async () => {
      expect(await office.filesOf(id)).toEqual([]);
    });
  });
});

describe('reports across documents that wait', () => {
  const suite = serviceSuite({ MAX_ACTIVE_REPORTS_PER_USER: '3', JOB_MAX_ATTEMPTS: '1' });

  it('are so many for each user', async () => {
    const office = new Office(suite().environment, await suite().signUp());
    const ids = await office.file(filedDocument({ fields: INVOICE }));
    const answers = await Promise.all(Array.from({ length: 6 }, () => office.order({ document_ids: ids })));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 202, 429, 429, 429]);
    const refused = answers.find(({ status }) => status === 429);
    expect([refused?.body.error_code, refused?.headers.has('retry-after')]).toEqual(['QUOTA_EXCEEDED', true]);
  });

  it('tell of the documents that are still there when they are made, or that they cannot be made', async () => {
    const office = new Office(suite().environment, await suite().signUp());
    const ids = await office.file(filedDocument({ fields: INVOICE }), filedDocument({ fields: INVOICE }));
    const some = await office.ordered({ document_ids: ids });
    const none = await office.ordered({ document_ids: ids.slice(1) });
    const broken = await office.ordered({ document_ids: ids });
    await office.owner.delete(`/api/documents/${ids[1] ?? ''}`);
    await suite().environment.database.client.query(
      `UPDATE collection_reports SET group_by = 'weather' WHERE id = $1`,
      [broken.id],
    );
    await suite().startWorker();
    await Promise.all([office.untilReady(some.id), office.untilReady(none.id)]);
    const [ofSome, ofNone] = [await office.get(some.id), await office.get(none.id)];
    expect(entriesOf(ofSome.sections)).toMatchObject({
      Documents: 1,
      'Left out: deleted since': 1,
    });
    expect(ofSome.document_count).toBe(1);
    expect(highlightsOf(ofNone.sections)).toBe('None of the documents holds data to tell of.');
    const failure = await office.owner.live.until(
      ({ type, report_id }) => type === 'report_failed' && report_id === broken.id,
    );
    expect(failure).toMatchObject({ document_id: null, job_id: broken.job_id, error: { code: 'INTERNAL_ERROR' } });
    await eventually(async () => {
      expect(await office.get(broken.id)).toMatchObject({ status: 'failed', error: { code: 'INTERNAL_ERROR' } });
    });
  });
});
