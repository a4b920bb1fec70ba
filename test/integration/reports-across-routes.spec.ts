import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import exceljs from 'exceljs';
import type { CollectionReportView } from '../../src/reports/collections/collection-report.dto.js';
import { REPORT_FORMATS, REPORT_MEDIA_TYPES } from '../../src/reports/report.types.js';
import { filedDocument } from '../fixtures/reports/filed-documents.mjs';
import { INVOICE, Office } from '../support/report-office.js';
import { OBEDIENT_CHILD, serviceSuite } from '../support/service.js';

describe('orders of reports across documents', () => {
  const suite = serviceSuite();
  let office: Office;

  beforeAll(async () => {
    await suite().startWorker(OBEDIENT_CHILD);
    office = new Office(suite().environment, await suite().signUp());
  });

  it("are about what a filter matches, by the list's filters and by what the documents say", async () => {
    const other = new Office(suite().environment, await suite().signUp());
    await other.file(
      filedDocument({ filename: 'march.pdf', fields: { ...INVOICE, issue_date: '2026-03-31' } }),
      filedDocument({ filename: 'april.pdf', fields: { ...INVOICE, issue_date: '2026-04-01' } }),
      filedDocument({
        filename: 'March.xlsx',
        fileType: 'excel',
        fields: { document_type: 'receipt', date: '2026-03-02' },
      }),
    );
    const count = async (filter: object) =>
      ((await other.order({ filter })).body.data as { document_count?: number } | undefined)?.document_count;
    expect(await count({})).toBe(3);
    expect(await count({ q: 'march' })).toBe(2);
    expect(await count({ file_type: 'excel', status: 'completed', needs_review: false })).toBe(1);
    expect(await count({ issued_from: '2026-03-01', issued_to: '2026-03-31' })).toBe(2);
    expect(await count({ document_type: 'tax_invoice', created_from: '2020-01-01T00:00:00+09:00' })).toBe(2);
    expect(await count({ created_to: '2020-01-01T00:00:00Z' })).toBeUndefined();
  });

  it.each([
    [{}, 'document_ids'],
    [{ document_ids: [] }, 'document_ids'],
    [{ document_ids: ['x'] }, 'document_ids.0'],
    [{ document_ids: [randomUUID()], filter: {} }, 'document_ids'],
    [{ filter: { colour: 'red' } }, 'filter.colour'],
    [{ filter: { issued_from: '2026-02-30' } }, 'filter.issued_from'],
    [{ filter: {}, group_by: 'weather' }, 'group_by'],
    [{ filter: {}, locale: 'fr' }, 'locale'],
  ])('are not made of %j', async (body, field) => {
    const { status, body: answer } = await office.order(body);
    expect([status, answer.error_code]).toEqual([422, 'VALIDATION_ERROR']);
    expect(answer.details?.map((detail) => detail.field)).toEqual([field]);
  });

  it('are not made of nothing', async () => {
    const { status, body } = await office.order({ filter: { q: 'no such name' } });
    expect([status, body.error_code]).toEqual([422, 'VALIDATION_ERROR']);
    expect(body.message).toContain('no documents');
  });

  it("are nobody else's, nor about anybody else's documents", async () => {
    const stranger = new Office(suite().environment, await suite().signUp());
    const [own = ''] = await office.file(filedDocument({ fields: INVOICE }));
    const [theirs = ''] = await stranger.file(filedDocument({ fields: INVOICE }));
    const refused = await office.order({ document_ids: [own, theirs] });
    expect([refused.status, refused.body.error_code]).toEqual([404, 'NOT_FOUND']);
    expect(refused.body.message).toContain(theirs);
    const { id, job_id } = await office.ordered({ document_ids: [own] });
    await office.untilReady(id);
    for (const path of [`/api/reports/${id}`, `/api/reports/${id}/download?format=pdf`, `/api/jobs/${job_id}`]) {
      const { status, body } = await stranger.owner.get(path);
      expect([path, status, body.error_code]).toEqual([path, 404, 'NOT_FOUND']);
    }
    expect((await stranger.owner.delete(`/api/reports/${id}`)).status).toBe(404);
    expect((await stranger.owner.get('/api/reports')).body.total).toBe(0);
    expect(stranger.owner.live.messages.filter(({ report_id }) => report_id === id)).toEqual([]);
  });

  it('are ordered once by the same key, however many ask at once', async () => {
    const ids = await office.file(filedDocument({ fields: INVOICE }));
    const key = { 'idempotency-key': randomUUID() };
    const orders = await Promise.all(Array.from({ length: 5 }, () => office.ordered({ document_ids: ids }, key)));
    expect(new Set(orders.map(({ id }) => id)).size).toBe(1);
    const { status, body } = await office.order({ document_ids: ids, group_by: 'month' }, key);
    expect([status, body.error_code]).toEqual([409, 'IDEMPOTENCY_MISMATCH']);
    expect((await office.order({ document_ids: ids }, { 'idempotency-key': 'another' })).status).toBe(202);
  });

  it('can be downloaded in every format, listed and deleted', async () => {
    const lister = new Office(suite().environment, await suite().signUp());
    const ids = await lister.file(filedDocument({ fields: INVOICE }));
    const first = await lister.ordered({ document_ids: ids });
    const { id, job_id } = await lister.ordered({ document_ids: ids, group_by: 'month', locale: 'ko' });
    await Promise.all([lister.untilReady(first.id), lister.untilReady(id)]);
    const job = await lister.owner.get(`/api/jobs/${job_id}`);
    expect(job.body.data).toMatchObject({ kind: 'collection_report', document_id: null, status: 'succeeded' });
    const list = (await lister.owner.get('/api/reports?sort=created_at&page_size=1')).body;
    expect([list.total, (list.data as CollectionReportView[]).map((each) => each.id)]).toEqual([2, [first.id]]);
    expect(await lister.get(id)).toMatchObject({
      status: 'succeeded',
      title: '문서 1건 종합 보고서 (월별)',
      group_by: 'month',
      document_count: 1,
      formats: REPORT_FORMATS,
    });
    const beginnings = { pdf: '%PDF-', xlsx: 'PK', html: '<!doctype html>', md: '# ', json: '{' };
    for (const format of REPORT_FORMATS) {
      const path = `/api/reports/${id}/download?format=${format}`;
      const { status, headers, body } = await lister.owner.client.bytes(path, lister.owner.token);
      expect([format, status, body.toString('latin1').startsWith(beginnings[format])]).toEqual([format, 200, true]);
      expect(headers.get('content-type')).toBe(REPORT_MEDIA_TYPES[format]);
      expect(headers.get('content-disposition')).toContain(encodeURIComponent('종합'));
    }
    expect((await lister.owner.get(`/api/reports/${id}/download?format=docx`)).status).toBe(422);
    expect((await lister.owner.delete(`/api/reports/${id}`)).status).toBe(200);
    expect((await lister.owner.get(`/api/reports/${id}`)).status).toBe(404);
    expect((await lister.owner.get(`/api/jobs/${job_id}`)).status).toBe(404);
    expect(await lister.filesOf(id)).toEqual([]);
    expect((await lister.owner.get('/api/reports')).body.total).toBe(1);
  });

  it('keep what came from documents as text, whatever it is', async () => {
    const names = [
      '=HYPERLINK("http://evil.example","x")',
      '<script>alert(1)</script>',
      '@SUM(A1)',
      '[x](javascript:y)',
      `\u202e${'가'.repeat(400)}`,
    ];
    const ids = await office.file(
      ...names.map((issuer) =>
        filedDocument({
          filename: `${issuer.slice(0, 100)}.pdf`,
          failed: ['<b>rule</b>'],
          fields: { issuer, document_type: '=1+1', document_number: '+1', total: '1' },
        }),
      ),
    );
    const { id } = await office.ordered({ document_ids: ids });
    await office.untilReady(id);
    const download = async (format: string) =>
      (await office.owner.client.bytes(`/api/reports/${id}/download?format=${format}`, office.owner.token)).body;
    const html = (await download('html')).toString();
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toMatch(/<script|<b>rule|<a [^>]*href="(?!#)/i);
    expect(html).not.toContain('\u202e');
    expect((await download('md')).toString()).not.toMatch(/[^\\]<script|[^\\]\]\(javascript/);
    const workbook = new exceljs.Workbook();
    await workbook.xlsx.load((await download('xlsx')) as unknown as exceljs.Buffer);
    const types = new Set<exceljs.ValueType>();
    let found = 0;
    workbook.eachSheet((sheet) => {
      sheet.eachRow((row) => {
        row.eachCell((cell) => {
          types.add(cell.type);
          if (cell.text.includes('HYPERLINK')) found += 1;
        });
      });
    });
    expect(found).toBeGreaterThan(0);
    expect(types.has(exceljs.ValueType.Formula) || types.has(exceljs.ValueType.Hyperlink)).toBe(false);
  });
});
