import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import exceljs from 'exceljs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { DocumentView } from '../../src/documents/document.dto.js';
import { storageKeys } from '../../src/storage/storage-keys.js';
import { instruct } from '../factories.js';
import { fixture } from '../support/api-client.js';
import type { Owner } from '../support/owner.js';
import { serviceSuite } from '../support/service.js';

const ROWS = 5_000;

function aLongTable(): Buffer {
  const lines = Array.from({ length: ROWS }, (_, index) => `품목 ${index},${index},2026-01-05,=1+1`);
  return Buffer.from(`품목,수량,일자,비고\n${lines.join('\n')}\n`);
}

describe('the tables of a document', () => {
  const suite = serviceSuite();
  let owner: Owner;
  let document: DocumentView;
  let path: string;

  beforeAll(async () => {
    await suite().startWorker();
    owner = await suite().signUp();
    document = await owner.process({ name: '재고 현황.csv', bytes: aLongTable() });
    path = `/api/documents/${document.id}/tables/t1`;
  });

  it('answer their rows page by page, with their types', async () => {
    const { status, body } = await owner.get(`${path}?page=2&page_size=2`);
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      message: 'Rows of the table',
      data: [
        ['품목 2', 2, '2026-01-05', '=1+1'],
        ['품목 3', 3, '2026-01-05', '=1+1'],
      ],
      total: ROWS,
      page: 2,
      page_size: 2,
      total_pages: ROWS / 2,
    });
  });

  it('answer the last page, and nothing behind it', async () => {
    const last = (await owner.get(`${path}?page=50&page_size=100`)).body.data as unknown[][];
    expect(last.at(-1)?.[1]).toBe(ROWS - 1);
    expect((await owner.get(`${path}?page=51&page_size=100`)).body).toMatchObject({ data: [], total: ROWS });
  });

  it.each(['page=0', 'page_size=101', 'page=x'])('refuse %s', async (query) => {
    const { status, body } = await owner.get(`${path}?${query}`);
    expect([status, body.error_code]).toEqual([422, 'VALIDATION_ERROR']);
  });

  it.each(['t2', 'T1', 'nothing', '..%2Ft1', '%00'])('are not found under the id %s', async (id) => {
    const { status, body } = await owner.get(`/api/documents/${document.id}/tables/${id}`);
    expect([status, body.error_code]).toEqual([404, 'NOT_FOUND']);
  });

  it('are nobody else’s business', async () => {
    const other = await suite().signUp();
    for (const suffix of ['', '/download?format=csv']) {
      const { status, body } = await other.get(path + suffix);
      expect([status, body.error_code]).toEqual([404, 'NOT_FOUND']);
    }
  });

  it('can be downloaded as CSV', async () => {
    const { status, headers, body } = await owner.client.bytes(`${path}/download?format=csv`, owner.token);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(headers.get('content-disposition')).toContain(encodeURIComponent('재고 현황 t1.csv'));
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const lines = body.toString().split('\r\n');
    expect(lines.slice(0, 2)).toEqual(['\ufeff품목,수량,일자,비고', "품목 0,0,2026-01-05,'=1+1"]);
    expect(lines).toHaveLength(ROWS + 2);
  });

  it('can be downloaded as a workbook', async () => {
    const { headers, body } = await owner.client.bytes(`${path}/download?format=xlsx`, owner.token);
    expect(headers.get('content-type')).toContain('spreadsheetml');
    const workbook = new exceljs.Workbook();
    await workbook.xlsx.load(new Uint8Array(body).buffer);
    const sheet = workbook.worksheets[0];
    expect(sheet?.rowCount).toBe(ROWS + 1);
    expect(sheet?.getCell('C2').value).toEqual(new Date('2026-01-05'));
  });

  it('can be downloaded as lines of JSON', async () => {
    const { headers, body } = await owner.client.bytes(`${path}/download?format=ndjson`, owner.token);
    expect(headers.get('content-type')).toContain('application/x-ndjson');
    const lines = body.toString().trimEnd().split('\n');
    expect(lines).toHaveLength(ROWS);
    expect(JSON.parse(lines[ROWS - 1] ?? '')).toEqual([`품목 ${ROWS - 1}`, ROWS - 1, '2026-01-05', '=1+1']);
  });

  it('cannot be downloaded as anything else', async () => {
    const { status, body } = await owner.get(`${path}/download?format=exe`);
    expect([status, body.error_code]).toEqual([422, 'VALIDATION_ERROR']);
  });

  it('go with their document', async () => {
    const { id } = await owner.process({ name: 'a.csv', bytes: Buffer.from('a,b\n1,2\n3,4\n') });
    await owner.delete(`/api/documents/${id}`);
    expect((await owner.get(`/api/documents/${id}/tables/t1`)).status).toBe(404);
  });

  describe('that were not stored row by row', () => {
    async function withoutRows(name: string): Promise<DocumentView> {
      const file = name === 'long.csv' ? { name, bytes: aLongTable() } : await fixture(name);
      const processed = await owner.process(file);
      const folder = join(
        suite().environment.variables.UPLOAD_DIR ?? '',
        storageKeys.job(processed.id, processed.job_id),
      );
      await rm(join(folder, 'tables'), { recursive: true });
      return processed;
    }

    it('answer what the extraction shows when that is all', async () => {
      const { id } = await withoutRows('stanley_cups.csv');
      const { body } = await owner.get(`/api/documents/${id}/tables/t1?page=2&page_size=2`);
      expect(body).toMatchObject({ data: [['Maple Leafs', 'TOR', 13]], total: 3 });
      expect((await owner.get(`/api/documents/${id}/tables/t9`)).status).toBe(404);
    });

    it('say that the document has to be processed again when it is not', async () => {
      const { id } = await withoutRows('long.csv');
      const { status, body } = await owner.get(`/api/documents/${id}/tables/t1`);
      expect([status, body.error_code]).toEqual([409, 'CONFLICT']);
    });
  });
});

describe('the tables of a document that waits', () => {
  const suite = serviceSuite();

  it('are not there yet', async () => {
    const owner = await suite().signUp();
    const { id } = await owner.upload(instruct('succeed'));
    for (const suffix of ['', '/download']) {
      const { status, body } = await owner.get(`/api/documents/${id}/tables/t1${suffix}`);
      expect([status, body.error_code]).toEqual([409, 'CONFLICT']);
    }
  });
});
