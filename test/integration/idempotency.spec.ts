import { beforeAll, describe, expect, it } from '@jest/globals';
import { instruct } from '../factories.js';
import type { Owner } from '../support/owner.js';
import { serviceSuite } from '../support/service.js';

describe('an upload with an idempotency key', () => {
  const suite = serviceSuite();
  let owner: Owner;

  beforeAll(async () => {
    owner = await suite().signUp();
  });

  const send = (file: { name: string; bytes: Buffer }, key: string, token = owner.token) =>
    owner.client.upload(token, file, { headers: { 'idempotency-key': key } });

  it('gives the same document for the same file again', async () => {
    const file = instruct('succeed');
    const first = await send(file, 'again');
    const second = await send(file, 'again');
    expect(second.status).toBe(202);
    expect((second.body.data as { id: string }).id).toBe((first.body.data as { id: string }).id);
  });

  it('gives one document to many who come at once, and keeps its bytes', async () => {
    const file = instruct('succeed');
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(file, 'at-once')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 202));
    const ids = new Set(answers.map(({ body }) => (body.data as { id: string }).id));
    expect(ids.size).toBe(1);
    const [id] = ids;
    const download = await owner.client.bytes(`/api/documents/${id ?? ''}/download`, owner.token);
    expect(download.body).toEqual(file.bytes);
    expect(await suite().count('jobs', 'document_id = $1', [id])).toBe(1);
    expect(await suite().count('storage_purges')).toBe(0);
  });

  it('is refused for another file', async () => {
    await send(instruct('succeed'), 'other');
    const { status, body } = await send(instruct('succeed'), 'other');
    expect([status, body.error_code]).toEqual([409, 'IDEMPOTENCY_MISMATCH']);
  });

  it('belongs to one user', async () => {
    const stranger = await suite().signUp();
    await send(instruct('succeed'), 'mine');
    expect((await send(instruct('succeed'), 'mine', stranger.token)).status).toBe(202);
  });

  it('must be printable and not too long', async () => {
    const { status, body } = await send(instruct('succeed'), 'x'.repeat(201));
    expect([status, body.details?.[0]?.field]).toEqual([422, 'Idempotency-Key']);
  });
});
