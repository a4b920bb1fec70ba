import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instruct } from '../factories.js';
import { startApi } from '../support/api.js';
import { Bucket } from '../support/bucket.js';
import { createTestEnvironment, type TestEnvironment } from '../support/environment.js';
import type { Owner } from '../support/owner.js';
import { describeWith } from '../support/programs.js';
import { OBEDIENT_CHILD, TestService } from '../support/service.js';
import { sheaf } from '../support/sheaf-command.js';
import { LIST_PAGE, SWIFT, SwiftServer } from '../support/swift-server.js';

/** More than one part of an upload to the store. */
const LARGE_BYTES = 6_000_000;

describeWith(SWIFT, 'a backup of a service that keeps its files in S3', () => {
  let server: SwiftServer;
  let service: TestService;
  let source: Bucket;
  let folder: string;
  let owner: Owner;
  let large: { id: string; bytes: Buffer };
  const targets: TestEnvironment[] = [];

  beforeAll(async () => {
    server = await SwiftServer.start();
    source = await Bucket.create(server.client);
    folder = join(await mkdtemp(join(tmpdir(), 'sheaf-backup-')), 'backup');
    service = await TestService.start(server.variables(source.name));
    owner = await service.signUp();
    const { name, bytes } = instruct('succeed');
    const padded = Buffer.concat([bytes, Buffer.alloc(LARGE_BYTES, '%')]);
    large = { id: (await owner.upload({ name, bytes: padded })).id, bytes: padded };
    const small = await Promise.all(Array.from({ length: 4 }, () => owner.upload(instruct('succeed'))));
    await service.startWorker(OBEDIENT_CHILD);
    for (const { id } of [large, ...small]) await owner.live.untilType('report_ready', id);
    const { status, output } = sheaf(['backup', folder], service.environment);
    expect([status, output]).toEqual([0, expect.stringContaining('The backup is complete')]);
  }, 120_000);

  afterAll(async () => {
    for (const target of targets) await target.dispose();
    await service.dispose();
    await server.dispose();
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  async function emptyService(variables: Record<string, string> = {}): Promise<TestEnvironment> {
    const target = await createTestEnvironment(variables);
    targets.push(target);
    return target;
  }

  /** What the owner of the document gets of the service that was restored. */
  async function download(target: TestEnvironment): Promise<Buffer> {
    const api = await startApi(target);
    try {
      const { accessToken } = await api.client.logIn(owner.user.username, owner.user.password);
      return (await api.client.bytes(`/api/documents/${large.id}/download`, accessToken)).body;
    } finally {
      await api.close();
    }
  }

  it('gives another bucket every object, byte for byte, and nothing else', async () => {
    const bucket = await Bucket.create(server.client);
    const target = await emptyService(server.variables(bucket.name));
    await bucket.put('documents/of-an-earlier-service/original', 'to be replaced');
    const { status, output } = sheaf(['restore', folder, '--force'], target);
    expect([status, output]).toEqual([0, expect.stringContaining('Restored.')]);
    const digests = await bucket.digests();
    expect(digests.size).toBeGreaterThan(LIST_PAGE);
    expect(digests).toEqual(await source.digests());
    expect((await download(target)).equals(large.bytes)).toBe(true);
  }, 120_000);

  it('gives a service on a disk the same', async () => {
    const target = await emptyService();
    expect(sheaf(['restore', folder], target)).toEqual({ status: 0, output: expect.stringContaining('Restored.') });
    expect((await download(target)).equals(large.bytes)).toBe(true);
  }, 60_000);
});
