import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { DocumentView } from '../../src/documents/document.dto.js';
import { instruct, type TestFile } from '../factories.js';
import { fixture } from '../support/api-client.js';
import type { Owner } from '../support/owner.js';
import { serviceSuite } from '../support/service.js';

describe('documents at rest', () => {
  const suite = serviceSuite();
  let owner: Owner;
  let documents: DocumentView[];

  beforeAll(async () => {
    owner = await suite().signUp();
    const files: TestFile[] = [
      { ...instruct('succeed', 'b 100%.pdf'), bytes: Buffer.concat([instruct('succeed').bytes, Buffer.alloc(5_000)]) },
      instruct('succeed', '매출_1.pdf'),
      await fixture('date.xlsx'),
      instruct('succeed', 'A.pdf'),
    ];
    documents = [];
    for (const file of files) documents.push(await owner.upload(file));
    const failed = { code: 'CORRUPT_FILE', key: 'failure.corrupt', params: {} };
    await suite().environment.database.client.query(
      `UPDATE jobs SET status = 'failed', error = $2, finished_at = now() WHERE document_id = $1`,
      [documents[0]?.id, JSON.stringify(failed)],
    );
  });

  async function list(query: string): Promise<{ names: string[]; total: number }> {
    const { status, body } = await owner.get(`/api/documents?${query}`);
    expect(status).toBe(200);
    return { names: (body.data as DocumentView[]).map(({ filename }) => filename), total: body.total };
  }

  describe('in the list', () => {
    it('stand newest first, and nobody else’s among them', async () => {
      await (await suite().signUp()).upload(instruct('succeed'));
      expect(await list('')).toEqual({ names: ['A.pdf', 'date.xlsx', '매출_1.pdf', 'b 100%.pdf'], total: 4 });
    });

    it.each([
      ['sort=created_at', ['b 100%.pdf', '매출_1.pdf', 'date.xlsx', 'A.pdf']],
      ['sort=size_bytes&page_size=1&page=4', ['b 100%.pdf']],
      ['status=failed', ['b 100%.pdf']],
      ['status=queued&file_type=pdf', ['A.pdf', '매출_1.pdf']],
      ['file_type=excel', ['date.xlsx']],
      ['q=a', ['A.pdf', 'date.xlsx']],
      [`q=${encodeURIComponent('매출')}`, ['매출_1.pdf']],
      ['q=%25', ['b 100%.pdf']],
      ['q=_', ['매출_1.pdf']],
      ["q=');--", []],
      ['created_from=2999-01-01T00:00:00Z', []],
      ['created_to=2999-01-01T00:00:00%2B09:00&file_type=excel', ['date.xlsx']],
    ])('are narrowed and ordered by %s', async (query, names) => {
      expect((await list(query)).names).toEqual(names);
    });

    it('sort by name', async () => {
      const { names } = await list('sort=filename');
      expect(names).toHaveLength(4);
      expect(names.indexOf('b 100%.pdf')).toBeLessThan(names.indexOf('date.xlsx'));
    });

    it('come in pages, each document on one of them', async () => {
      const pages = [await list('page_size=3'), await list('page_size=3&page=2'), await list('page_size=3&page=3')];
      expect(pages.map(({ names }) => names.length)).toEqual([3, 1, 0]);
      expect(new Set(pages.flatMap(({ names }) => names)).size).toBe(4);
      const { body } = await owner.get('/api/documents?page_size=3&page=2');
      expect(body).toMatchObject({ total: 4, page: 2, page_size: 3, total_pages: 2 });
    });

    it.each(['page=0', 'page_size=101', 'sort=password', 'status=done', 'created_from=yesterday'])(
      'are not listed by %s',
      async (query) => {
        const { status, body } = await owner.get(`/api/documents?${query}`);
        expect([status, body.error_code]).toEqual([422, 'VALIDATION_ERROR']);
      },
    );
  });

  it('say why they failed, in the language of who asks', async () => {
    const path = `/api/documents/${documents[0]?.id ?? ''}`;
    expect((await owner.get(path)).body.data).toMatchObject({
      status: 'failed',
      error: { code: 'CORRUPT_FILE', message: expect.stringContaining('damaged') },
    });
    const { body } = await owner.client.get(path, owner.token, { 'accept-language': 'ko' });
    expect(body.data).toMatchObject({ error: { message: expect.stringMatching(/[가-힣]/) } });
  });

  it('have no extracted data and no report to order before they are processed', async () => {
    const path = `/api/documents/${documents[1]?.id ?? ''}`;
    expect((await owner.get(`${path}/extracted-data`)).body.error_code).toBe('CONFLICT');
    expect((await owner.post(`${path}/reports`, {})).body.error_code).toBe('CONFLICT');
  });

  describe('when downloaded', () => {
    let file: TestFile;
    let path: string;

    beforeAll(async () => {
      file = await fixture('s_매출현황.xlsx');
      path = `/api/documents/${(await owner.upload(file)).id}/download`;
    });

    const download = (headers: Record<string, string> = {}) => owner.client.bytes(path, owner.token, headers);

    it('are the bytes as they were uploaded, as an attachment of that name', async () => {
      const { status, headers, body } = await download();
      expect(status).toBe(200);
      expect(body.equals(file.bytes)).toBe(true);
      expect(headers.get('content-length')).toBe(String(file.bytes.length));
      expect(headers.get('content-type')).toContain('spreadsheetml');
      expect(headers.get('content-disposition')).toContain(`filename*=UTF-8''${encodeURIComponent(file.name)}`);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('accept-ranges')).toBe('bytes');
    });

    it('come in parts', async () => {
      const { status, headers, body } = await download({ range: 'bytes=10-19' });
      expect([status, headers.get('content-range')]).toEqual([206, `bytes 10-19/${file.bytes.length}`]);
      expect(body.equals(file.bytes.subarray(10, 20))).toBe(true);
    });

    it('have an end', async () => {
      const { status, headers, body } = await download({ range: 'bytes=99999999-' });
      expect([status, headers.get('content-range')]).toEqual([416, `bytes */${file.bytes.length}`]);
      expect(JSON.parse(body.toString())).toMatchObject({ error_code: 'RANGE_NOT_SATISFIABLE' });
    });

    it('are not sent to who has them', async () => {
      const etag = (await download()).headers.get('etag') ?? '';
      const { status, body } = await download({ 'if-none-match': etag });
      expect([status, body.length]).toEqual([304, 0]);
    });
  });

  it('are nobody else’s business', async () => {
    const stranger = await suite().signUp();
    const theirs = documents[0];
    const job = theirs?.job_id ?? '';
    const base = `/api/documents/${theirs?.id ?? ''}`;
    const reads = ['', '/download', '/extracted-data', '/jobs', '/reports', `/reports/${randomUUID()}`];
    const answers = [
      ...(await Promise.all(reads.map((path) => stranger.get(base + path)))),
      ...(await Promise.all(['/reprocess', '/cancel', '/reports'].map((path) => stranger.post(base + path, {})))),
      await stranger.delete(base),
      await stranger.get(`/api/jobs/${job}`),
      await stranger.get(`${base}/reports/${randomUUID()}/download?format=md`),
    ];
    expect(answers.map(({ status, body }) => [status, body.error_code])).toEqual(answers.map(() => [404, 'NOT_FOUND']));
    expect((await owner.document(theirs?.id ?? '')).status).toBe('failed');
  });

  it('are not found under what is no id', async () => {
    const { status, body } = await owner.get('/api/documents/1');
    expect([status, body.error_code]).toEqual([422, 'VALIDATION_ERROR']);
  });
});
