import { readdir, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { BatchOutcome } from '../../src/documents/document.dto.js';
import { Storage } from '../../src/storage/storage.js';
import { StoragePurgesService } from '../../src/storage/storage-purges.service.js';
import { instruct } from '../factories.js';
import { fixture } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import type { Owner } from '../support/owner.js';
import { RawUpload } from '../support/raw-upload.js';
import { serviceSuite } from '../support/service.js';

const LIMIT = 200_000;

describe('an upload', () => {
  const suite = serviceSuite({ MAX_UPLOAD_SIZE: String(LIMIT), MAX_BATCH_FILES: '3' });
  let owner: Owner;

  beforeAll(async () => {
    owner = await suite().signUp();
  });

  async function storedFiles(): Promise<string[]> {
    const root = suite().environment.variables.UPLOAD_DIR ?? '';
    const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  }

  async function leftovers(): Promise<{ documents: number; intents: number; files: string[] }> {
    const service = suite();
    return {
      documents: await service.count('documents'),
      intents: await service.count('storage_purges'),
      files: await storedFiles(),
    };
  }

  const NOTHING = { documents: 0, intents: 0, files: [] };

  describe('that is accepted', () => {
    afterEach(async () => {
      const { data } = (await owner.get('/api/documents?page_size=100')).body as { data: { id: string }[] };
      for (const { id } of data) await owner.delete(`/api/documents/${id}`);
    });

    it('is answered with the document it became, and leaves no intent behind', async () => {
      const file = instruct('succeed', 'report.pdf');
      const { status, body } = await owner.client.upload(owner.token, file);
      expect(status).toBe(202);
      expect(body.data).toMatchObject({
        filename: 'report.pdf',
        file_type: 'pdf',
        media_type: 'application/pdf',
        size_bytes: file.bytes.length,
        status: 'queued',
        progress: 0,
        error: null,
        duplicate_of: null,
        processed_at: null,
      });
      expect(await leftovers()).toEqual({ documents: 1, intents: 0, files: ['original'] });
    });

    it.each(['before', 'after'])('may have its fields %s the file', async (place) => {
      const form = new FormData();
      const { name, bytes } = instruct('succeed');
      if (place === 'before') form.set('file_type', 'pdf');
      form.set('file', new Blob([new Uint8Array(bytes)]), name);
      if (place === 'after') form.set('file_type', 'pdf');
      const { status } = await owner.client.request('POST', '/api/documents/upload', { token: owner.token, form });
      expect(status).toBe(202);
    });

    it('may leave a field empty, as a form does', async () => {
      expect(await owner.upload(instruct('succeed'), { file_type: '' })).toMatchObject({ file_type: 'pdf' });
    });

    it.each([
      ['Korean', '세금계산서 2026년 1월.pdf', '세금계산서 2026년 1월.pdf'],
      ['decomposed Korean', '세금계산서.pdf'.normalize('NFD'), '세금계산서.pdf'],
      ['a path', '../../etc/passwd', 'passwd'],
      ['a path of Windows', 'C:\\temp\\a.pdf', 'a.pdf'],
      ['a hidden file', '.htaccess', 'htaccess'],
      ['marks that turn text around', 'a\u202efdp.exe', 'afdp.exe'],
      ['characters that systems reserve', 'a<b>c:d|e?f*.pdf', 'a_b_c_d_e_f_.pdf'],
      ['too many bytes', `${'가'.repeat(200)}.pdf`, `${'가'.repeat(83)}.pdf`],
      ['nothing but dots', '...', 'document'],
    ])('may have a name of %s', async (_case, name, expected) => {
      expect(await owner.upload(instruct('succeed', name))).toMatchObject({ filename: expected });
    });

    it('may have a part without any file name', async () => {
      const headers = ['Content-Disposition: form-data; name="file"', 'Content-Type: application/octet-stream'];
      const body = RawUpload.part(headers, instruct('succeed').bytes.toString());
      const upload = await RawUpload.begin(owner.client.baseUrl, owner.token, body.length);
      upload.send(body);
      const { status, text } = await upload.answer();
      expect([status, text]).toEqual([202, expect.stringContaining('"filename":"document"')]);
    });

    it('is of exactly the size that is allowed', async () => {
      const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(LIMIT - 9, ' ')]);
      expect(await owner.upload({ name: 'full.pdf', bytes })).toMatchObject({ size_bytes: LIMIT });
    });

    it('names the oldest document with the same content', async () => {
      const file = instruct('succeed');
      const first = await owner.upload(file);
      const second = await owner.upload({ ...file, name: 'copy.pdf' });
      const third = await owner.upload(file);
      expect([second.duplicate_of, third.duplicate_of]).toEqual([first.id, first.id]);
      const stranger = await suite().signUp();
      expect((await stranger.upload(file)).duplicate_of).toBeNull();
    });

    it('stands its ground while the document it duplicates is being deleted', async () => {
      const { client } = suite().environment.database;
      const file = instruct('succeed');
      const { id } = await owner.upload(file);
      await client.query('BEGIN');
      await client.query('DELETE FROM documents WHERE id = $1', [id]);
      const uploading = owner.upload(file);
      await eventually(async () => {
        expect(await suite().count('pg_locks', 'NOT granted')).toBe(1);
      });
      await client.query('COMMIT');
      expect(await uploading).toMatchObject({ duplicate_of: null });
    });
  });

  describe('that is refused leaves no row and no byte when', () => {
    beforeAll(async () => {
      await suite().environment.database.client.query('DELETE FROM documents; DELETE FROM storage_purges');
      await rm(suite().environment.variables.UPLOAD_DIR ?? '', { recursive: true, force: true });
    });

    afterEach(async () => {
      await eventually(async () => {
        expect(await leftovers()).toEqual(NOTHING);
      });
    });

    it.each([
      ['it is too large', Buffer.concat([Buffer.from('%PDF-1.7'), Buffer.alloc(LIMIT)]), {}, 413, 'FILE_TOO_LARGE'],
      ['it says itself that it is too large', Buffer.alloc(LIMIT * 2), {}, 413, 'FILE_TOO_LARGE'],
      ['it is empty', Buffer.alloc(0), {}, 422, 'EMPTY_FILE'],
      ['it is text', Buffer.from('hello'), {}, 415, 'UNSUPPORTED_FILE_TYPE'],
      ['it is HTML called PDF', Buffer.from('<html></html>'), {}, 415, 'UNSUPPORTED_FILE_TYPE'],
      ['it claims another type', Buffer.from('%PDF-1.7'), { file_type: 'excel' }, 415, 'FILE_TYPE_MISMATCH'],
      ['it claims a type that is none', Buffer.from('%PDF-1.7'), { file_type: 'word' }, 422, 'VALIDATION_ERROR'],
    ])('%s', async (_case, bytes, fields, status, code) => {
      const answer = await owner.client.upload(owner.token, { name: 'a.pdf', bytes }, { fields });
      expect([answer.status, answer.body.error_code]).toEqual([status, code]);
    });

    it('it has no file', async () => {
      const form = new FormData();
      form.set('file_type', 'pdf');
      form.set('other', new Blob(['x']), 'other.pdf');
      const { status, body } = await owner.client.request('POST', '/api/documents/upload', {
        token: owner.token,
        form,
      });
      expect([status, body.error_code]).toEqual([422, 'VALIDATION_ERROR']);
      expect(body.details).toEqual([{ field: 'file', message: expect.stringContaining('"file"') }]);
    });

    it('it is no form at all', async () => {
      const { status, body } = await owner.post('/api/documents/upload', { file: 'x' });
      expect([status, body.error_code]).toEqual([400, 'BAD_REQUEST']);
    });

    it('nobody is logged in', async () => {
      const { status } = await owner.client.upload('nonsense', instruct('succeed'));
      expect(status).toBe(401);
    });

    it.each(['file', 'other'])('its connection breaks in the middle of the field "%s"', async (field) => {
      const upload = await RawUpload.begin(owner.client.baseUrl, owner.token, 150_000);
      upload.send(RawUpload.fileStart(`%PDF-1.7\n${'x'.repeat(100_000)}`, field));
      if (field === 'file') {
        await eventually(async () => {
          expect(await storedFiles()).toHaveLength(1);
        });
      }
      upload.abort();
    });

    it('its form ends in the middle of the file', async () => {
      const body = RawUpload.fileStart('%PDF-1.7\n and no boundary after it');
      const upload = await RawUpload.begin(owner.client.baseUrl, owner.token, body.length);
      upload.send(body);
      const { status, text } = await upload.answer();
      expect([status, text]).toEqual([400, expect.stringContaining('"BAD_REQUEST"')]);
    });

    it('its client says goodbye too early', async () => {
      const upload = await RawUpload.begin(owner.client.baseUrl, owner.token, 150_000);
      upload.send(RawUpload.fileStart('%PDF-1.7\n'));
      upload.end();
      await upload.answer();
    });

    it('storage is full, and is not called broken for that', async () => {
      const full = jest.spyOn(suite().api.app.get(Storage), 'write').mockImplementation(async (_key, body) => {
        await pipeline(body, async (chunks) => {
          for await (const _chunk of chunks) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
        });
        return 0;
      });
      const bytes = Buffer.concat([Buffer.from('%PDF-1.7'), Buffer.alloc(LIMIT / 2)]);
      // Not for the first write alone: that may still be one of a client that went away before.
      const { status, body } = await owner.client.upload(owner.token, { name: 'a.pdf', bytes }).finally(() => {
        full.mockRestore();
      });
      expect([status, body.error_code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    });
  });

  describe('of several files', () => {
    async function sendBatch(...files: { name: string; bytes: Buffer }[]): Promise<BatchOutcome[]> {
      const form = new FormData();
      for (const { name, bytes } of files) form.append('files', new Blob([new Uint8Array(bytes)]), name);
      const path = '/api/documents/upload/batch';
      const { status, body } = await owner.client.request('POST', path, { token: owner.token, form });
      expect(status).toBe(202);
      return body.data as BatchOutcome[];
    }

    it('gives each file an outcome of its own, in order', async () => {
      const outcomes = await sendBatch(
        await fixture('date.xlsx'),
        { name: 'bad.txt', bytes: Buffer.from('hello') },
        instruct('succeed', '한글.pdf'),
      );
      expect(outcomes).toEqual([
        { filename: 'date.xlsx', success: true, document: expect.objectContaining({ file_type: 'excel' }) },
        {
          filename: 'bad.txt',
          success: false,
          error_code: 'UNSUPPORTED_FILE_TYPE',
          message: expect.stringContaining('xlsx'),
        },
        { filename: '한글.pdf', success: true, document: expect.objectContaining({ file_type: 'pdf' }) },
      ]);
    });

    it('refuses one file too many and accepts the others', async () => {
      const outcomes = await sendBatch(...Array.from({ length: 4 }, () => instruct('succeed')));
      expect(outcomes.map(({ success }) => success)).toEqual([true, true, true, false]);
    });

    it('needs a file', async () => {
      const form = new FormData();
      form.set('files', 'a field');
      const path = '/api/documents/upload/batch';
      const { status, body } = await owner.client.request('POST', path, { token: owner.token, form });
      expect([status, body.error_code]).toEqual([422, 'VALIDATION_ERROR']);
    });
  });

  describe('whose process died', () => {
    const due = `UPDATE storage_purges SET due_at = now() - interval '1 second'`;

    it('is swept away once its time is over', async () => {
      const upload = await RawUpload.begin(owner.client.baseUrl, owner.token, 150_000);
      upload.send(RawUpload.fileStart(`%PDF-1.7\n${'x'.repeat(100_000)}`));
      const before = await storedFiles();
      await eventually(async () => {
        expect(await suite().count('storage_purges')).toBe(1);
        expect(await storedFiles()).toHaveLength(before.length + 1);
      });
      const sweeper = suite().api.app.get(StoragePurgesService);
      await sweeper.sweep();
      expect(await suite().count('storage_purges')).toBe(1);
      await suite().environment.database.client.query(due);
      await sweeper.sweep();
      expect(await suite().count('storage_purges')).toBe(0);
      upload.abort();
      await eventually(async () => {
        expect(await storedFiles()).toEqual(before);
      });
    });

    it('is not accepted after it was swept', async () => {
      const [documents, files] = [await suite().count('documents'), (await storedFiles()).length];
      const file = RawUpload.part(['Content-Disposition: form-data; name="file"; filename="a.pdf"'], '%PDF-1.7');
      // Stored whole, but the form goes on: the last of its end is missing.
      const upload = await RawUpload.begin(owner.client.baseUrl, owner.token, file.length);
      upload.send(file.subarray(0, -4));
      await eventually(async () => {
        expect((await storedFiles()).filter((name) => name === 'original')).toHaveLength(files + 1);
      });
      await suite().environment.database.client.query(due);
      await suite().api.app.get(StoragePurgesService).sweep();
      upload.send(file.subarray(-4));
      expect((await upload.answer()).status).toBe(503);
      expect(await suite().count('documents')).toBe(documents);
    });
  });
});
