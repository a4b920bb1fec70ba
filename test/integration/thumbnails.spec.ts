import { beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { READABLE, buildPdf } from '../fixtures/build-pdf.js';
import type { Answer } from '../support/api-client.js';
import type { Owner } from '../support/owner.js';
import { serviceSuite } from '../support/service.js';

describe('thumbnails', () => {
  const suite = serviceSuite({ OCR_LANGUAGES: 'eng' });
  let owner: Owner;
  let id: string;

  beforeAll(async () => {
    owner = await suite().signUp();
    id = (await owner.upload({ name: 'made.pdf', bytes: buildPdf([READABLE, `${READABLE}/Rotate 90`]) })).id;
    expect((await owner.get(`/api/documents/${id}/thumbnail`)).body.error_code).toBe('CONFLICT');
    await suite().startWorker();
    await owner.untilEnd(id);
  });

  function thumbnail(query = '', headers: Record<string, string> = {}): Promise<Answer<Buffer>> {
    return owner.client.bytes(`/api/documents/${id}/thumbnail${query}`, owner.token, headers);
  }

  it.each([
    ['', 320, 160],
    ['?width=160', 160, 80],
    ['?page=2&width=640', 640, 1280],
    ['?page=2&width=1280', 1280, 2560],
  ])('%s', async (query, width, height) => {
    const { status, headers, body } = await thumbnail(query);
    expect([status, headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect(headers.get('cache-control')).toContain('private');
    expect(await sharp(body).metadata()).toMatchObject({ format: 'webp', width, height });
  });

  it('are not sent to whoever has them', async () => {
    const etag = (await thumbnail()).headers.get('etag') ?? '';
    expect(await thumbnail('', { 'if-none-match': etag })).toMatchObject({ status: 304, body: Buffer.alloc(0) });
    expect(await thumbnail('?width=160', { 'if-none-match': etag })).toMatchObject({ status: 200 });
  });

  it.each([
    ['?page=3', 404, 'NOT_FOUND'],
    ['?page=0', 422, 'VALIDATION_ERROR'],
    ['?width=200', 422, 'VALIDATION_ERROR'],
    ['?width=wide', 422, 'VALIDATION_ERROR'],
  ])('%s is refused', async (query, status, code) => {
    const answer = await owner.get(`/api/documents/${id}/thumbnail${query}`);
    expect([answer.status, answer.body.error_code]).toEqual([status, code]);
  });

  it('are nobody else’s', async () => {
    const other = await suite().signUp();
    expect((await other.get(`/api/documents/${id}/thumbnail`)).body.error_code).toBe('NOT_FOUND');
  });
});
