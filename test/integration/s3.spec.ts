import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { access, readdir } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { instruct } from '../factories.js';
import { ApiClient, fixture } from '../support/api-client.js';
import { Bucket } from '../support/bucket.js';
import { eventually } from '../support/eventually.js';
import { Gate } from '../support/gate.js';
import type { Owner } from '../support/owner.js';
import { describeWith } from '../support/programs.js';
import { RawUpload } from '../support/raw-upload.js';
import { OBEDIENT_CHILD, TestService } from '../support/service.js';
import { SWIFT, SwiftServer } from '../support/swift-server.js';

describeWith(SWIFT, 'a service that keeps its files in S3', () => {
  let server: SwiftServer;
  let gate: Gate;
  let bucket: Bucket;
  let service: TestService;
  let owner: Owner;

  beforeAll(async () => {
    server = await SwiftServer.start();
    bucket = await Bucket.create(server.client);
    gate = await Gate.before(server.endpoint);
    service = await TestService.start({ ...server.variables(bucket.name), S3_ENDPOINT: gate.url });
    owner = await service.signUp();
  }, 60_000);

  afterAll(async () => {
    await service.dispose();
    await gate.close();
    await server.dispose();
  });

  const everythingStored = async (): Promise<string[]> => [
    ...(await bucket.keys()),
    ...(await bucket.unfinishedUploads()),
  ];

  it('keeps a document with its pictures, tables and reports there, gives them back, and deletes them all', async () => {
    const worker = await service.startWorker();
    const files = await Promise.all(['s_매출현황.xlsx', 's_세금계산서.pdf'].map(fixture));
    for (const file of files) {
      const { id, status } = await owner.process(file);
      expect(status).toBe('completed');
      await owner.live.untilType('report_ready', id);
      const kinds = (await bucket.keys(`documents/${id}/`)).map((key) => key.split('/').slice(2).join('/'));
      expect(kinds).toEqual(
        expect.arrayContaining([
          'original',
          expect.stringMatching(/extraction\.json$/),
          expect.stringMatching(/^reports\//),
        ]),
      );
      const original = await owner.client.bytes(`/api/documents/${id}/download`, owner.token);
      expect(sha256(original.body)).toBe(sha256(file.bytes));
      const part = await owner.client.bytes(`/api/documents/${id}/download`, owner.token, { range: 'bytes=100-199' });
      expect([part.status, part.body.equals(file.bytes.subarray(100, 200))]).toEqual([206, true]);
      expect((await owner.get(`/api/documents/${id}/extracted-data`)).status).toBe(200);
      const [report] = await owner.reports(id);
      const json = await owner.client.bytes(
        `/api/documents/${id}/reports/${report?.id ?? ''}/download?format=json`,
        owner.token,
      );
      expect(json.status).toBe(200);
    }
    const keys = await bucket.keys();
    expect(keys.some((key) => /\/pages\/\d+\.webp$/.test(key))).toBe(true);
    expect(keys.some((key) => /\/tables\/.*\.ndjson$/.test(key))).toBe(true);
    for (const { id } of (await owner.get('/api/documents')).body.data as { id: string }[]) {
      expect((await owner.delete(`/api/documents/${id}`)).status).toBe(200);
    }
    expect(await everythingStored()).toEqual([]);
    await worker.close();
    expect(await readdir(service.environment.variables.SCRATCH_DIR ?? '').catch(() => [])).toEqual([]);
    await expect(access(service.environment.variables.UPLOAD_DIR ?? '')).rejects.toThrow('ENOENT');
  });

  it('leaves nothing of an upload that breaks off', async () => {
    const upload = await RawUpload.begin(service.api.baseUrl, owner.token, 9_000_000);
    upload.send(RawUpload.fileStart('%PDF-1.7\n' + 'x'.repeat(6_000_000)));
    await eventually(async () => {
      expect(await bucket.unfinishedUploads()).toHaveLength(1);
    });
    upload.abort();
    await eventually(async () => {
      expect(await everythingStored()).toEqual([]);
    });
  });

  it('says so while the store is away, and comes back', async () => {
    await gate.close();
    const refused = await owner.client.upload(owner.token, instruct('succeed'));
    expect([refused.status, refused.body.error_code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    const { status, body } = await service.api.client.get('/health');
    expect([status, body.message]).toEqual([503, 'Not healthy: storage']);
    expect(body.data).toMatchObject({ checks: { storage: { status: 'down', backend: 's3' } } });
    await gate.open();
    const worker = await service.startWorker(OBEDIENT_CHILD);
    const { id, status: state } = await owner.process(instruct('succeed'));
    expect(state).toBe('completed');
    await owner.live.untilType('report_ready', id);
    await owner.delete(`/api/documents/${id}`);
    await worker.close();
  });

  it('sends downloads to the store when it is told to, ranges and all', async () => {
    const variables = { ...service.environment.variables, S3_PRESIGNED_DOWNLOADS: 'true' };
    const { startApi } = await import('../support/api.js');
    const api = await startApi({ variables });
    const file = { ...(await fixture('stanley_cups.csv')), name: '우승 기록.csv' };
    const { id } = await owner.upload(file);
    const path = `/api/documents/${id}/download`;
    const headers = { authorization: `Bearer ${owner.token}` };
    const answer = await fetch(api.baseUrl + path, { headers, redirect: 'manual' });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([302, 'private, no-store']);
    const followed = await new ApiClient(api.baseUrl).bytes(path, owner.token, { range: 'bytes=5-9' });
    expect([followed.status, followed.body.toString()]).toEqual([206, file.bytes.subarray(5, 10).toString()]);
    expect(followed.headers.get('content-disposition')).toContain(`filename*=UTF-8''${encodeURIComponent('우승')}`);
    const known = await fetch(api.baseUrl + path, {
      headers: { ...headers, 'if-none-match': answer.headers.get('etag') ?? '' },
    });
    expect(known.status).toBe(304);
    await api.close();
  });
});

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
