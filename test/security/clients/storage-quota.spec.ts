import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AnyBody, Answer, TestUser } from '../../support/api-client.js';
import { eventually } from '../../support/eventually.js';
import { RawUpload } from '../../support/raw-upload.js';
import { apiSuite } from '../../support/suite.js';

const MEGABYTE = 1024 * 1024;
const FILE_BYTES = 100 * 1024;
const suite = apiSuite({ STORAGE_QUOTA_MB: '1' });
let user: TestUser;
let files = 0;

/** A file of exactly so many bytes, unlike any other. */
function aFile(bytes = FILE_BYTES): { name: string; bytes: Buffer } {
  files++;
  return { name: `${files}.pdf`, bytes: Buffer.from(`%PDF-1.7\n%${files}\n`.padEnd(bytes, ' ')) };
}

function upload(bytes?: number): Promise<Answer<AnyBody>> {
  return suite.client.upload(user.accessToken, aFile(bytes));
}

async function used(): Promise<number> {
  const { body } = await suite.client.get('/api/users/me', user.accessToken);
  const { storage } = body.data as { storage: { used_bytes: number; limit_bytes: number | null } };
  return storage.used_bytes;
}

async function reserved(): Promise<number> {
  const { rows } = await suite.environment.database.client.query<{ bytes: string }>(
    'SELECT coalesce(sum(bytes), 0) AS bytes FROM storage_reservations WHERE user_id = $1',
    [user.id],
  );
  return Number(rows[0]?.bytes);
}

function codesOf(answers: Answer<AnyBody>[]): string[] {
  return answers.map(({ status, body }) => (status === 202 ? 'accepted' : `${status} ${body.error_code}`)).sort();
}

beforeAll(async () => {
  user = await suite.client.signUp();
});

describe('the storage of a user', () => {
  it('is never exceeded by twenty uploads at once, and can be filled to its end after them', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => upload()));
    expect(new Set(codesOf(answers))).toEqual(new Set(['accepted', '413 STORAGE_QUOTA_EXCEEDED']));
    const accepted = answers.filter(({ status }) => status === 202).length;
    expect(accepted).toBeGreaterThanOrEqual(9);
    expect(await used()).toBe(accepted * FILE_BYTES);
    expect(await reserved()).toBe(0);

    const left = MEGABYTE - (await used());
    expect((await upload(left)).status).toBe(202);
    expect(await used()).toBe(MEGABYTE);
  });

  it('that is full says so, in the language of who asks', async () => {
    const refused = await suite.client.upload(user.accessToken, aFile(1), { headers: { 'accept-language': 'ko' } });
    expect(refused.status).toBe(413);
    expect(refused.body.error_code).toBe('STORAGE_QUOTA_EXCEEDED');
    expect(refused.body.message).toContain('1,048,576바이트');
  });

  it('refuses what does not fit in a batch, file by file', async () => {
    const other = await suite.client.signUp();
    const form = new FormData();
    for (const size of [900_000, 900_000, 100_000]) {
      form.append('files', new Blob([new Uint8Array(aFile(size).bytes)]), 'a.pdf');
    }
    const { body } = await suite.client.request('POST', '/api/documents/upload/batch', {
      token: other.accessToken,
      form,
    });
    const outcomes = body.data as { success: boolean; error_code?: string }[];
    expect(outcomes.map(({ success, error_code }) => (success ? 'accepted' : error_code))).toEqual([
      'accepted',
      'STORAGE_QUOTA_EXCEEDED',
      'accepted',
    ]);
  });

  it('counts what an upload sends, whatever length it announces', async () => {
    const liar = await suite.client.signUp();
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(aFile(2 * MEGABYTE).bytes)]), 'a.pdf');
    const chunked = await fetch(`${suite.api.baseUrl}/api/documents/upload`, {
      method: 'POST',
      headers: { authorization: `Bearer ${liar.accessToken}`, 'content-type': 'multipart/form-data; boundary=x' },
      body: new Response(
        `--x\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n${' '.repeat(2 * MEGABYTE)}\r\n--x--\r\n`,
      ).body,
      duplex: 'half',
    } as RequestInit);
    expect(chunked.status).toBe(413);
    expect(((await chunked.json()) as AnyBody).error_code).toBe('STORAGE_QUOTA_EXCEEDED');
    expect(await suite.environment.database.client.query('SELECT 1 FROM storage_purges')).toMatchObject({
      rowCount: 0,
    });
  });

  it('is free again when documents are deleted', async () => {
    const { body } = await suite.client.get('/api/documents/?page_size=1', user.accessToken);
    const [document] = body.data as { id: string; size_bytes: number }[];
    await suite.client.request('DELETE', `/api/documents/${document?.id}`, { token: user.accessToken });
    expect(await used()).toBe(MEGABYTE - Number(document?.size_bytes));
    expect((await upload(document?.size_bytes)).status).toBe(202);
  });

  it('is free again when an upload breaks off or is refused', async () => {
    const clumsy = await suite.client.signUp();
    user = clumsy;
    const broken = await RawUpload.begin(suite.api.baseUrl, clumsy.accessToken, 900_000);
    broken.send(RawUpload.fileStart('%PDF-1.7\n'));
    await eventually(async () => {
      expect(await reserved()).toBeGreaterThan(800_000);
    });
    expect((await upload(400_000)).status).toBe(413);
    broken.abort();
    await eventually(async () => {
      expect(await reserved()).toBe(0);
    });
    const notes = await suite.client.upload(clumsy.accessToken, { name: 'a.txt', bytes: Buffer.from('words') });
    expect(notes.status).toBe(415);
    expect(await reserved()).toBe(0);
    expect((await upload(1_000_000)).status).toBe(202);
  });

  it('forgets what a process that died had reserved', async () => {
    const orphan = await suite.client.signUp();
    user = orphan;
    const { client } = suite.environment.database;
    await client.query(
      `INSERT INTO storage_reservations VALUES (gen_random_uuid(), $1, 1000000, now() + interval '1 hour')`,
      [orphan.id],
    );
    expect((await upload()).status).toBe(413);
    await client.query(`UPDATE storage_reservations SET expires_at = now() - interval '1 second'`);
    expect((await upload()).status).toBe(202);
  });

  it('is what an administrator says it is', async () => {
    const [admin, other] = [await suite.client.signUp(), await suite.client.signUp()];
    user = other;
    await suite.environment.database.client.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [admin.id]);
    const set = (quota: number | null): Promise<Answer<AnyBody>> =>
      suite.client.request('PATCH', `/api/users/${other.id}`, {
        token: admin.accessToken,
        json: { storage_quota_mb: quota },
      });
    expect((await upload(MEGABYTE + 1)).status).toBe(413);
    const { status, body } = await set(2);
    expect({ status, data: body.data as unknown }).toEqual({
      status: 200,
      data: expect.objectContaining({ id: other.id, storage_quota_mb: 2, disabled: false }) as unknown,
    });
    expect((await upload(MEGABYTE + 1)).status).toBe(202);
    await set(0);
    expect((await upload(2 * MEGABYTE)).status).toBe(202);
    await set(null);
    expect((await upload(1)).status).toBe(413);
    expect((await set(-1)).status).toBe(422);
  });
});
