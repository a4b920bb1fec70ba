import contentDisposition from 'content-disposition';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { StoredExtraction } from '../../src/extractions/extractions.service.js';
import {
  REPORT_FORMATS,
  REPORT_MEDIA_TYPES,
  type ReportFormat,
  type ReportStructure,
} from '../../src/reports/report.types.js';
import { instruct } from '../factories.js';
import { fixture } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import type { Owner } from '../support/owner.js';
import { OBEDIENT_CHILD, serviceSuite } from '../support/service.js';

describe('processing with the real readers', () => {
  const suite = serviceSuite({ OCR_LANGUAGES: 'eng' });
  let owner: Owner;

  beforeAll(async () => {
    await suite().startWorker();
    owner = await suite().signUp();
  });

  it.each([
    ['s_매출현황.xlsx', 'excel', '거래처별 매출 현황'],
    ['multi_page.pdf', 'pdf', 'Wang Laboratories'],
    ['webp-test.webp', 'image', 'Docling bundles PDF document conversion'],
  ])('ends %s completed, with what it holds and a report in every format', async (name, fileType, text) => {
    const document = await owner.process(await fixture(name));
    expect(document).toMatchObject({
      status: 'completed',
      file_type: fileType,
      progress: 1,
      stage: 'finish',
      error: null,
      processed_at: expect.any(String),
      summary: { text_length: expect.any(Number) },
    });
    const extraction = (await owner.get(`/api/documents/${document.id}/extracted-data`)).body.data as StoredExtraction;
    expect(extraction).toMatchObject({ document_id: document.id, job_id: document.job_id, schema_version: 1 });
    expect(extraction.text).toContain(text);

    await owner.live.untilType('report_ready', document.id);
    const [report, ...others] = await owner.reports(document.id);
    expect(others).toEqual([]);
    expect(report).toMatchObject({ status: 'succeeded', formats: REPORT_FORMATS, locale: 'en' });
    const path = `/api/documents/${document.id}/reports/${report?.id ?? ''}`;
    const structure = (await owner.get(path)).body.data as ReportStructure;
    expect(structure.sections[0]).toMatchObject({ kind: 'summary' });
    const formats = { pdf: '%PDF-', xlsx: 'PK', html: '<!doctype html>', md: '# Report on', json: '{' };
    for (const [format, beginning] of Object.entries(formats)) {
      const { status, headers, body } = await owner.client.bytes(`${path}/download?format=${format}`, owner.token);
      expect([status, body.toString('latin1').startsWith(beginning)]).toEqual([200, true]);
      expect(headers.get('content-type')).toBe(REPORT_MEDIA_TYPES[format as ReportFormat]);
      const stem = name.replace(/\.\w+$/, '');
      const filename = contentDisposition(`Report on ${stem}.${format}`, { type: 'attachment' });
      expect(headers.get('content-disposition')).toBe(filename);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy.startsWith("default-src 'none'; style-src")).toBe(format === 'html');
    }
    expect((await owner.get(`${path}/download?format=docx`)).status).toBe(422);
  });

  it('makes another report in another language when it is asked to', async () => {
    const { id } = await owner.process(await fixture('date.xlsx'));
    await owner.live.untilType('report_ready', id);
    const { status, body } = await owner.post(`/api/documents/${id}/reports`, { locale: 'ko' });
    const ordered = body.data as { id: string };
    expect([status, ordered]).toEqual([202, expect.objectContaining({ locale: 'ko' })]);
    await owner.live.until(({ type, report_id }) => type === 'report_ready' && report_id === ordered.id);
    const structure = (await owner.get(`/api/documents/${id}/reports/${ordered.id}`)).body.data as ReportStructure;
    expect(structure.title).toBe('date 보고서');
    expect(await owner.reports(id)).toHaveLength(2);
  });

  it('renders nothing again for a report that says what another one said', async () => {
    const { id } = await owner.process(await fixture('date.xlsx'));
    await owner.live.untilType('report_ready', id);
    const ordered = await Promise.all([1, 2].map(() => owner.post(`/api/documents/${id}/reports`, {})));
    for (const { body } of ordered) {
      const wanted = (body.data as { id: string }).id;
      await owner.live.until(({ type, report_id }) => type === 'report_ready' && report_id === wanted);
    }
    const folder = join(suite().environment.variables.UPLOAD_DIR ?? '', 'documents', id);
    expect((await readdir(join(folder, 'reports'))).length).toBe(3);
    expect((await readdir(join(folder, 'renderings'))).map((file) => file.split('.').at(-1)).sort()).toEqual([
      'html',
      'md',
      'pdf',
      'xlsx',
    ]);
  });

  it.each(['pass_protected.xlsx', 'password-123456.pdf'])('fails %s as encrypted, at once', async (name) => {
    const document = await owner.process(await fixture(name));
    expect(document).toMatchObject({ status: 'failed', error: { code: 'ENCRYPTED_FILE' }, processed_at: null });
    const [job] = await owner.jobs(document.id);
    expect(job).toMatchObject({ status: 'failed', attempt: 1, error: { code: 'ENCRYPTED_FILE' } });
    expect(await owner.reports(document.id)).toEqual([]);
    expect(owner.live.statesOf(document.id)).toEqual(['document_queued', 'document_processing', 'document_failed']);
  });

  it.each(['xlsx_01.xlsx', 's_영수증.png'])('fails %s as corrupt when its end is cut off', async (name) => {
    const { bytes } = await fixture(name);
    const document = await owner.process({ name, bytes: bytes.subarray(0, bytes.length / 2) });
    expect(document).toMatchObject({ status: 'failed', error: { code: 'CORRUPT_FILE' } });
  });
});

describe('processing of files that misbehave', () => {
  const suite = serviceSuite({ JOB_TIMEOUT_SECONDS: '2', JOB_MEMORY_MB: '300' });
  let owner: Owner;

  beforeAll(async () => {
    await suite().startWorker(OBEDIENT_CHILD);
    owner = await suite().signUp();
  });

  it('gives up on a file that takes its process down twice, and says why', async () => {
    const document = await owner.process(instruct('exit'));
    expect(document.error).toMatchObject({ code: 'WORKER_LOST', message: expect.stringContaining('2 times') });
    expect((await owner.jobs(document.id))[0]).toMatchObject({ status: 'failed', attempt: 2, max_attempts: 3 });
    expect(owner.live.statesOf(document.id)).toEqual(['document_queued', 'document_processing', 'document_failed']);
  });

  it('stops a file that eats memory or takes for ever, while its neighbours finish', async () => {
    const greedy = owner.process(instruct('eat'));
    const endless = owner.process(instruct('loop'));
    const neighbours = await Promise.all([1, 2, 3].map(() => owner.process(instruct('steps 2'))));
    expect(neighbours.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    expect((await greedy).error).toMatchObject({ code: 'OUT_OF_MEMORY', message: expect.stringContaining('300') });
    expect((await endless).error).toMatchObject({ code: 'TIMED_OUT', message: expect.stringContaining('2') });
    expect((await owner.jobs((await greedy).id))[0]).toMatchObject({ attempt: 1 });
  });

  it('keeps the last stage of a file that failed', async () => {
    expect(await owner.process(instruct('exit'))).toMatchObject({ stage: 'obey', progress: 0.2 });
  });

  it('leaves nothing in its scratch directory', async () => {
    await eventually(async () => {
      expect(await readdir(suite().environment.variables.SCRATCH_DIR ?? '')).toEqual([]);
    });
  });
});
