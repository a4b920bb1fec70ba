import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { describeStorage } from '../../test/support/storage-contract.js';
import { DiskStorage } from './disk.storage.js';

const newRoot = (): Promise<string> => mkdtemp(join(tmpdir(), 'disk-storage-'));

describe('storage on a disk', () => {
  describeStorage(async () => {
    const root = await newRoot();
    return {
      storage: new DiskStorage(root),
      contents: async () => {
        const entries = await readdir(root, { recursive: true, withFileTypes: true });
        return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
      },
      dispose: () => rm(root, { recursive: true, force: true }),
    };
  });

  let root: string;
  let storage: DiskStorage;

  beforeEach(async () => {
    root = await newRoot();
    storage = new DiskStorage(root);
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  it('lets go of a stream that it cannot store', async () => {
    await writeFile(join(root, 'documents'), 'a file where a folder should be');
    const body = Readable.from(['never read']);
    await expect(storage.write('documents/a', body)).rejects.toThrow(/EEXIST|ENOTDIR/);
    expect(body.destroyed).toBe(true);
  });

  it('gives the object itself for a file of this machine', async () => {
    await storage.writeBuffer('documents/a', 'here');
    expect((await storage.localCopy('documents/a')).path).toBe(join(root, 'documents/a'));
  });

  it('streams downloads itself', async () => {
    expect(await storage.downloadUrl()).toBeNull();
  });

  it('says when its folder cannot be used', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(new DiskStorage(join(root, 'file', 'below')).check()).rejects.toThrow();
  });
});
