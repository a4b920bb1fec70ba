import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { instruct } from '../factories.js';
import { eventually } from '../support/eventually.js';
import { processesSuite } from '../support/processes-suite.js';

const disk = mountSmallDisk(await mkdtemp(join(tmpdir(), 'sheaf-disk-')));
if (!disk) console.info('a disk that is full: skipped, only root on Linux may mount a small one');

(disk ? describe : describe.skip)('a disk that is full', () => {
  const suite = processesSuite();

  afterAll(() => {
    if (disk) execFileSync('umount', ['--lazy', disk]);
  });

  it('is told as 503, leaves no row and no bytes, and is fine again once there is room', async () => {
    const storage = join(disk ?? '', 'storage');
    mkdirSync(storage, { recursive: true });
    const api = await suite.start('main', { UPLOAD_DIR: storage });
    const owner = await suite.signUp(api);
    const { name, bytes } = instruct('succeed');
    const file = { name, bytes: Buffer.concat([bytes, Buffer.alloc(1024 * 1024, '%')]) };
    const ballast = join(disk ?? '', 'ballast');
    writeFileSync(ballast, Buffer.alloc(statfsSync(disk ?? '').bavail * statfsSync(disk ?? '').bsize - 256 * 1024));
    const refused = await Promise.all([1, 2, 3].map(() => owner.client.upload(owner.token, file, {})));
    expect(refused.map(({ status, body }) => [status, body.error_code])).toEqual(
      refused.map(() => [503, 'SERVICE_UNAVAILABLE']),
    );
    expect(await suite.count('documents', 'true')).toBe(0);
    expect(await suite.count('jobs', 'true')).toBe(0);

    rmSync(ballast);
    await eventually(async () => {
      expect((await owner.client.get('/health/ready')).status).toBe(200);
    });
    await suite.start('obedient-worker', { UPLOAD_DIR: storage });
    const { id } = await owner.upload(file);
    await owner.untilEnd(id);
    expect((await owner.document(id)).status).toBe('completed');
  });
});

/** Null where it may not be done. */
function mountSmallDisk(directory: string): string | null {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', directory], { stdio: 'ignore' });
    return directory;
  } catch {
    rmSync(directory, { recursive: true, force: true });
    return null;
  }
}
