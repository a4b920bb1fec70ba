import { randomUUID } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import exceljs from 'exceljs';
import type {
  CollectionReportDetailView,
  CollectionReportView,
} from '../../src/reports/collections/collection-report.dto.js';
import {
  REPORT_FORMATS,
  REPORT_MEDIA_TYPES,
  type ReportSection,
  type TableSection,
} from '../../src/reports/report.types.js';
import { aField, anAmount, anExtraction, instruct } from '../factories.js';
import { file, filedDocument, type FiledDocument } from '../fixtures/reports/filed-documents.mjs';
import type { AnyBody, Answer } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import type { Owner } from '../support/owner.js';
import { OBEDIENT_CHILD, serviceSuite, type TestService } from '../support/service.js';

const INVOICE = {
  document_type: 'tax_invoice',
  issuer: '(주)동해물산',
  issuer_registration_number: '183-01-66134',
  recipient_registration_number: '220-81-62517',
  document_number: '2026-000117',
  issue_date: '2026-01-18',
  subtotal: '831800',
  tax: '83180',
  total: '914980',
};

type Sections = ReportSection[];

/** A user with documents, and what this suite does with them. */
class Office {
  constructor(
    private readonly service: TestService,
    readonly owner: Owner,
  ) {}

  async file(...documents: FiledDocument[]): Promise<string[]> {
    await file(this.service.environment.database.client, this.owner.user.id, documents);
    return documents.map(({ id }) => id);
  }

  order(body: unknown, headers: Record<string, string> = {}): Promise<Answer<AnyBody>> {
    return this.owner.client.request('POST', '/api/reports', { token: this.owner.token, json: body, headers });
  }

  async ordered(body: object, headers: Record<string, string> = {}): Promise<CollectionReportView> {
    const { status, body: answer } = await this.order(body, headers);
    expect([status, answer.message]).toEqual([202, 'Report queued']);
    return answer.data as CollectionReportView;
  }

  async get(id: string): Promise<CollectionReportDetailView> {
    return (await this.owner.get(`/api/reports/${id}`)).body.data as CollectionReportDetailView;
  }

  untilReady(id: string): Promise<unknown> {
    return this.owner.live.until(({ type, report_id }) => type === 'report_ready' && report_id === id);
  }

  /** What a report on these documents says. */
  async sections(documentIds: string[], more: object = {}): Promise<Sections> {
    const { id } = await this.ordered({ document_ids: documentIds, ...more });
    await this.untilReady(id);
    return (await this.get(id)).sections as unknown as Sections;
  }
}

function table(sections: Sections, title: string): TableSection {
  const found = sections.find((section) => section.title === title);
  if (found?.kind !== 'table')
    throw new Error(`There is no table "${title}" but ${sections.map((each) => each.title).join(', ')}`);
  return found;
}

function titlesOf(sections: Sections): string[] {
  return sections.map(({ title }) => title);
}

function highlightsOf(sections: Sections): string {
  const [summary] = sections;
  return summary?.kind === 'summary' ? summary.highlights.join('\n') : '';
}

function entriesOf(sections: Sections): Record<string, unknown> {
  const [summary] = sections;
  return Object.fromEntries(
    (summary?.kind === 'summary' ? summary.entries : []).map(({ label, value }) => [label, value]),
  );
}

describe('reports across documents', () => {
  const suite = serviceSuite();
  let office: Office;

  beforeAll(async () => {
    await suite().startWorker(OBEDIENT_CHILD);
    office = new Office(suite(), await suite().signUp());
  });

  it('add up the amounts of each currency by itself, exactly', async () => {
    const amounts: [string, string | null][] = [
      ['0.10', 'USD'],
      ['0.20', 'USD'],
      ['9007199254740993', 'KRW'],
      ['2', 'KRW'],
      ['1000', 'JPY'],
      ['77', null],
      ['88', null],
    ];
    const documents = amounts.map(([total, currency]) => filedDocument({ currency, fields: { issuer: 'A', total } }));
    const sections = await office.sections(await office.file(...documents));
    const { columns, rows } = table(sections, 'Totals by currency');
    expect(columns.map(({ name }) => name)).toEqual([
      'Currency',
      'Documents',
      'With a total',
      'Amount before tax',
      'Tax',
      'Total',
    ]);
    expect(rows).toEqual([
      ['KRW', 2, 2, null, null, '9,007,199,254,740,995'],
      ['USD', 2, 2, null, null, 0.3],
      ['JPY', 1, 1, null, null, 1000],
      ['(no currency)', 2, 2, null, null, null],
    ]);
    expect(table(sections, 'Totals by issuer, USD')).toMatchObject({
      rows: [
        ['A', 2, null, null, 0.3],
        ['All', 2, null, null, 0.3],
      ],
      totals_rows: [1],
    });
    expect(highlightsOf(sections)).toContain('2 documents have a total whose currency is not known');
  });

  it('do not add what a document says in a second currency', async () => {
    const mixed = filedDocument({ fields: { issuer: 'A', subtotal: '100', total: '110' } });
    const [id = ''] = await office.file(mixed);
    await suite().environment.database.client.query(
      `UPDATE document_fields SET currency = 'USD' WHERE document_id = $1 AND name = 'subtotal'`,
      [id],
    );
    const sections = await office.sections([id]);
    expect(table(sections, 'Totals by currency').rows).toEqual([['KRW', 1, 1, null, null, 110]]);
    expect(highlightsOf(sections)).toContain('1 documents name a second currency');
  });

  it.each([
    ['issuer', '공급자 없이', '(발행인 없음)', ['(주)동해물산', '새봄유통(주)']],
    ['month', '날짜 없이', '(날짜 없음)', ['2026년 2월', '2026년 1월']],
    ['currency', '통화 없이', '(통화 없음)', ['KRW', 'USD']],
    ['document_type', '종류 없이', '(종류 없음)', ['세금계산서', '청구서']],
    ['file_type', '', 'PDF', ['이미지', '엑셀 문서']],
  ])('set documents apart by %s', async (group_by, _without, none, [first, second]) => {
    const ids = await office.file(
      filedDocument({ fileType: 'image', fields: { ...INVOICE, issue_date: '2026-02-03' } }),
      filedDocument({
        fileType: 'image',
        fields: { ...INVOICE, document_number: '2', issue_date: '2026-02-03', issuer: '㈜ 동해 물산' },
      }),
      filedDocument({
        fileType: 'excel',
        currency: 'USD',
        fields: { ...INVOICE, document_type: 'invoice', issuer: '새봄유통(주)', total: '10.50' },
      }),
      filedDocument({ currency: null, fields: { total: '5' } }),
    );
    const sections = await office.sections(ids, { group_by, locale: 'ko' });
    const names = sections.flatMap((section) =>
      section.kind === 'table' && section.columns[0]?.name !== '문서' ? section.rows.map(([name]) => name) : [],
    );
    expect(names.slice(group_by === 'currency' ? 0 : 3)).toEqual(expect.arrayContaining([first, second, none]));
    if (group_by !== 'month') return;
    const trend = sections.find(({ title }) => title === '월별 합계 추이 (KRW)');
    expect(trend).toMatchObject({
      kind: 'chart',
      chart: 'line',
      points: [
        { label: '26년 1월', value: 0 },
        { label: '26년 2월', value: 1829960 },
      ],
    });
  });

  it('tell of documents that came twice, are incomplete or do not add up, each with its document', async () => {
    const ids = await office.file(
      filedDocument({ filename: 'a.pdf', fields: INVOICE }),
      filedDocument({ filename: 'b.pdf', fields: { ...INVOICE, issuer: '주식회사  동해물산', total: '914980.00' } }),
      filedDocument({ filename: 'c.pdf', currency: 'USD', fields: INVOICE }),
      filedDocument({
        filename: 'd.pdf',
        fields: { ...INVOICE, document_number: '2026-000118' },
        failed: ['subtotal_tax_total'],
      }),
      filedDocument({ filename: 'e.pdf', fields: { document_type: 'receipt', issuer: 'B' } }),
    );
    const sections = await office.sections(ids);
    const idsIn = (title: string) => table(sections, title).rows.map((row) => row.at(-1));
    expect(idsIn('Possible duplicates').sort()).toEqual([ids[0], ids[1]].sort());
    expect(table(sections, 'Possible duplicates').rows.map(([name, set]) => [name, set])).toEqual(
      expect.arrayContaining([
        ['a.pdf', 1],
        ['b.pdf', 1],
      ]),
    );
    expect(table(sections, 'Missing information').rows).toEqual([['e.pdf', 'Receipt', 'Date of issue, Total', ids[4]]]);
    expect(table(sections, 'Checks not passed').rows).toEqual([
      ['d.pdf', 'Amount before tax + tax = total', '831,800 + 83,180 = 914,980, stated 914,930', ids[3]],
    ]);
    expect(idsIn('Documents').sort()).toEqual([...ids].sort());
    expect(highlightsOf(sections)).toContain('2 documents look like 1 that came more than once');
  });

  it('say so when nothing is wrong', async () => {
    const sections = await office.sections(await office.file(filedDocument({ fields: INVOICE })));
    expect(highlightsOf(sections)).toContain('Nothing came twice, nothing is missing, and every check was passed.');
    expect(titlesOf(sections)).not.toContain('Possible duplicates');
  });

  it('go by what users corrected', async () => {
    const found = join(suite().environment.directory, `${randomUUID()}.json`);
    const fields = [aField({ name: 'issuer', value: 'Wrnog Ltd.' }), anAmount('total', '100', 'KRW')];
    await writeFile(found, JSON.stringify(anExtraction({ fields })));
    const { id } = await office.owner.process(instruct(`give ${found}`));
    await rm(found);
    const correct = (name: string, value: string) =>
      office.owner.client.request('PATCH', `/api/documents/${id}/fields/${name}`, {
        token: office.owner.token,
        json: { value },
      });
    await correct('issuer', 'Wrong Ltd.');
    await correct('total', '250.75');
    await correct('currency', 'eur');
    const sections = await office.sections([id]);
    expect(table(sections, 'Totals by issuer, EUR').rows).toEqual([
      ['Wrong Ltd.', 1, null, null, 250.75],
      ['All', 1, null, null, 250.75],
    ]);
    expect(titlesOf(sections)).not.toContain('Totals by issuer, KRW');
  });

  it('leave out what is not read, and say so', async () => {
    const ids = await office.file(
      filedDocument({ fields: INVOICE }),
      filedDocument({ isRead: false, status: 'failed' }),
      filedDocument({ isRead: false, status: 'cancelled' }),
    );
    const sections = await office.sections(ids);
    expect(entriesOf(sections)).toMatchObject({
      Documents: 1,
      'Left out: could not be read': 1,
      'Left out: reading was cancelled': 1,
    });
  });

  it("are about what a filter matches, by the list's filters and by what the documents say", async () => {
    const other = new Office(suite(), await suite().signUp());
    await other.file(
      filedDocument({ filename: 'march.pdf', fields: { ...INVOICE, issue_date: '2026-03-31' } }),
      filedDocument({ filename: 'april.pdf', fields: { ...INVOICE, issue_date: '2026-04-01' } }),
      filedDocument({
        filename: 'March.xlsx',
        fileType: 'excel',
        fields: { document_type: 'receipt', date: '2026-03-02' },
      }),
    );
    const count = async (filter: object) => (await other.order({ filter })).body.data?.document_count as unknown;
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
    const stranger = new Office(suite(), await suite().signUp());
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

  it('can be downloaded in every format, listed and deleted', async () => {
    const lister = new Office(suite(), await suite().signUp());
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
    expect(await filesOf(suite(), id)).toEqual([]);
    expect((await lister.owner.get('/api/reports')).body.total).toBe(1);
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

  it('come ten at once', async () => {
    const ids = await office.file(...Array.from({ length: 30 }, () => filedDocument({ fields: INVOICE })));
    const orders = await Promise.all(Array.from({ length: 10 }, () => office.ordered({ document_ids: ids })));
    await Promise.all(orders.map(({ id }) => office.untilReady(id)));
    expect(new Set(orders.map(({ id }) => id)).size).toBe(10);
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
          if (String(cell.value).includes('HYPERLINK')) found += 1;
        });
      });
    });
    expect(found).toBeGreaterThan(0);
    expect(types.has(exceljs.ValueType.Formula) || types.has(exceljs.ValueType.Hyperlink)).toBe(false);
  });

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
      expect(await filesOf(suite(), id)).toEqual([]);
    });
  });
});

describe('reports across documents that wait', () => {
  const suite = serviceSuite({ MAX_ACTIVE_REPORTS_PER_USER: '3', JOB_MAX_ATTEMPTS: '1' });

  it('are so many for each user', async () => {
    const office = new Office(suite(), await suite().signUp());
    const ids = await office.file(filedDocument({ fields: INVOICE }));
    const answers = await Promise.all(Array.from({ length: 6 }, () => office.order({ document_ids: ids })));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 202, 429, 429, 429]);
    const refused = answers.find(({ status }) => status === 429);
    expect([refused?.body.error_code, refused?.headers.has('retry-after')]).toEqual(['QUOTA_EXCEEDED', true]);
  });

  it('tell of the documents that are still there when they are made, or that they cannot be made', async () => {
    const office = new Office(suite(), await suite().signUp());
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
    expect(entriesOf(ofSome.sections as unknown as Sections)).toMatchObject({
      Documents: 1,
      'Left out: deleted since': 1,
    });
    expect(ofSome.document_count).toBe(1);
    expect(highlightsOf(ofNone.sections as unknown as Sections)).toBe('None of the documents holds data to tell of.');
    const failure = await office.owner.live.until(
      ({ type, report_id }) => type === 'report_failed' && report_id === broken.id,
    );
    expect(failure).toMatchObject({ document_id: null, job_id: broken.job_id, error: { code: 'INTERNAL_ERROR' } });
    await eventually(async () => {
      expect(await office.get(broken.id)).toMatchObject({ status: 'failed', error: { code: 'INTERNAL_ERROR' } });
    });
  });
});

/** What is stored of a report. */
async function filesOf(service: TestService, id: string): Promise<string[]> {
  return readdir(join(service.environment.variables.UPLOAD_DIR ?? '', 'reports', id)).catch(() => []);
}
