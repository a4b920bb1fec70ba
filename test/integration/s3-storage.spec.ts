import { CreateMultipartUploadCommand, UploadPartCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { parseEnv } from '../../src/config/env.js';
import { S3Storage } from '../../src/storage/s3.storage.js';
import { StorageAwayError, StoredObjectMissingError } from '../../src/storage/storage.js';
import { Bucket } from '../support/bucket.js';
import { freePort } from '../support/free-port.js';
import { Gate } from '../support/gate.js';
import { describeWith } from '../support/programs.js';
import { describeStorage } from '../support/storage-contract.js';
import { LIST_PAGE, SWIFT, SwiftServer } from '../support/swift-server.js';

const PART_BYTES = 5 * 1024 * 1024;
const SERVICE = {
  DATABASE_URL: 'postgres://localhost/sheaf',
  SECRET_KEY: 'a-secret-for-tests-that-is-long-enough',
};

describeWith(SWIFT, 'storage in S3', () => {
  let server: SwiftServer;
  let client: S3Client;
  let bucket: Bucket;
  let storage: S3Storage;

  beforeAll(async () => {
    server = await SwiftServer.start();
    ({ client } = server);
  }, 60_000);

  afterAll(() => server.dispose());

  beforeEach(async () => {
    bucket = await Bucket.create(client);
    storage = storageWith();
  });

  const storageWith = (changes: Record<string, string> = {}): S3Storage =>
    S3Storage.of(parseEnv({ ...SERVICE, ...server.variables(bucket.name), ...changes }));

  describeStorage(async () => {
    const own = await Bucket.create(client);
    return {
      storage: storageWith({ S3_BUCKET: own.name }),
      contents: async () => [...(await own.keys()), ...(await own.unfinishedUploads())],
      dispose: () => Promise.resolve(),
    };
  });

  it('removes more objects than a list shows at a time', async () => {
    const keys = Array.from({ length: 3 * LIST_PAGE + 1 }, (_, index) => `documents/a/pages/${index}.webp`);
    await Promise.all(keys.map((key) => storage.writeBuffer(key, 'x')));
    await storage.writeBuffer('documents/b/original', 'stays');
    await storage.deletePrefix('documents/a');
    expect(await bucket.keys()).toEqual(['documents/b/original']);
  });

  it('removes the parts of an upload whose process died', async () => {
    const place = { Bucket: bucket.name, Key: 'documents/a/original' };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(place));
    const body = Buffer.alloc(PART_BYTES);
    await client.send(new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body: body }));
    const beside = { ...place, Key: 'documents/ab/original' };
    await client.send(new CreateMultipartUploadCommand(beside));
    await storage.deletePrefix('documents/a');
    expect(await bucket.unfinishedUploads()).toEqual([beside.Key]);
  });

  it('streams downloads itself unless it is told otherwise', async () => {
    expect(await storage.downloadUrl('a', { disposition: 'attachment', mediaType: 'text/plain' })).toBeNull();
  });

  it('gives a URL that names and types the download, and understands ranges', async () => {
    await storage.writeBuffer('a', '0123456789');
    const generous = storageWith({ S3_PRESIGNED_DOWNLOADS: 'true' });
    const disposition = `attachment; filename="a.pdf"; filename*=UTF-8''%EA%B2%AC%EC%A0%81.pdf`;
    const url = (await generous.downloadUrl('a', { disposition, mediaType: 'application/pdf' })) ?? '';
    const answer = await fetch(url, { headers: { range: 'bytes=2-4' } });
    expect(answer.status).toBe(206);
    expect(await answer.text()).toBe('234');
    expect(answer.headers.get('content-disposition')).toBe(disposition);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect((await fetch(url.replace(/Signature=../, 'Signature=00'))).status).toBe(403);
  });

  it.each<[string, () => Promise<Record<string, string>>]>([
    ['there is no such bucket', () => Promise.resolve({ S3_BUCKET: 'no-such-bucket' })],
    ['the key is wrong', () => Promise.resolve({ S3_SECRET_ACCESS_KEY: 'wrong' })],
    ['nobody is there', async () => ({ S3_ENDPOINT: `http://127.0.0.1:${await freePort()}` })],
  ])('is not well when %s', async (_case, changes) => {
    await expect(storageWith(await changes()).check()).rejects.toThrow();
  });

  it('says that the store is away, and lets go of the stream that it was to keep', async () => {
    const gate = await Gate.before(server.endpoint);
    const behind = storageWith({ S3_ENDPOINT: gate.url });
    await behind.writeBuffer('a', 'here');
    await gate.close();
    const body = Readable.from(['never stored']);
    await expect(behind.write('b', body)).rejects.toThrow(StorageAwayError);
    expect(body.destroyed).toBe(true);
    await expect(behind.read('a')).rejects.toThrow(StorageAwayError);
    await expect(behind.deletePrefix('a')).rejects.toThrow(StorageAwayError);
    await gate.open();
    expect((await behind.readBuffer('a')).toString()).toBe('here');
    await expect(behind.read('b')).rejects.toThrow(StoredObjectMissingError);
    await gate.close();
  });

  it('leaves no part behind of an upload in whose middle the store was away', async () => {
    const gate = await Gate.before(server.endpoint);
    const behind = storageWith({ S3_ENDPOINT: gate.url });
    const body = Readable.from(
      (async function* () {
        yield Buffer.alloc(2 * PART_BYTES);
        await gate.close();
        yield Buffer.alloc(2 * PART_BYTES);
      })(),
    );
    await expect(behind.write('documents/a/original', body)).rejects.toThrow(StorageAwayError);
    await storage.deletePrefix('documents/a');
    expect([...(await bucket.keys()), ...(await bucket.unfinishedUploads())]).toEqual([]);
  });
});
