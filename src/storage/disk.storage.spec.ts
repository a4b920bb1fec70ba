import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DiskStorage } from './disk.storage.js';
import { StoredObjectMissingError } from './storage.js';

describe('storage on a disk', () => {
  let root: string;
  let storage: DiskStorage;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'disk-storage-'));
    storage = new DiskStorage(root);
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  function filesBelowRoot(): Promise<string[]> {
    return readdir(root, { recursive: true, withFileTypes: true }).then((entries) =>
      entries.filter((entry) => entry.isFile()).map(({ name }) => name),
    );
  }

  it('gives back what was stored, and tells its size', async () => {
    const size = await storage.write('documents/a/original', Readable.from([Buffer.from('one '), Buffer.from('two')]));
    expect(size).toBe(7);
    expect((await storage.readBuffer('documents/a/original')).toString()).toBe('one two');
  });

  it('replaces what stood under a key', async () => {
    await storage.writeBuffer('a', 'old and long');
    await storage.writeBuffer('a', 'new');
    expect((await storage.readBuffer('a')).toString()).toBe('new');
  });

  it('stores an empty object', async () => {
    await storage.writeBuffer('a', '');
    expect(await storage.readBuffer('a')).toHaveLength(0);
  });

  it('leaves nothing of an object whose stream breaks', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.alloc(100_000);
        throw new Error('the line went dead');
      })(),
    );
    await expect(storage.write('documents/a/original', broken)).rejects.toThrow('the line went dead');
    expect(await filesBelowRoot()).toEqual([]);
  });

  it('keeps the old object when the new one breaks', async () => {
    await storage.writeBuffer('a', 'old');
    const broken = new Readable({
      read() {
        this.destroy(new Error('the line went dead'));
      },
    });
    await expect(storage.write('a', broken)).rejects.toThrow('the line went dead');
    expect((await storage.readBuffer('a')).toString()).toBe('old');
  });

  it('lets nobody see an object before it is whole', async () => {
    const body = new Readable({ read: () => undefined });
    const writing = storage.write('a', body);
    body.push('half');
    await expect(storage.read('a')).rejects.toThrow(StoredObjectMissingError);
    body.push(null);
    await writing;
    expect((await storage.readBuffer('a')).toString()).toBe('half');
  });

  it('lets go of a stream that it cannot store', async () => {
    await writeFile(join(root, 'documents'), 'a file where a folder should be');
    const body = Readable.from(['never read']);
    await expect(storage.write('documents/a', body)).rejects.toThrow(/EEXIST|ENOTDIR/);
    expect(body.destroyed).toBe(true);
  });

  it.each([
    [{ start: 0, end: 0 }, '0'],
    [{ start: 2, end: 5 }, '2345'],
    [{ start: 8, end: 9 }, '89'],
    [{ start: 5, end: 100 }, '56789'],
  ])('reads the range %j', async (range, expected) => {
    await storage.writeBuffer('digits', '0123456789');
    expect((await buffer(await storage.read('digits', range))).toString()).toBe(expected);
    expect((await storage.readBuffer('digits', range)).toString()).toBe(expected);
  });

  it('says which object is missing, before anything is streamed', async () => {
    await expect(storage.read('documents/a')).rejects.toThrow(new StoredObjectMissingError('documents/a'));
    await expect(storage.localCopy('documents/a')).rejects.toThrow(StoredObjectMissingError);
  });

  it('gives the path of an object on this machine', async () => {
    await storage.writeBuffer('documents/a', 'here');
    expect(await storage.localCopy('documents/a')).toBe(join(root, 'documents/a'));
  });

  it.each([
    '',
    '/',
    '/etc/passwd',
    '../secret',
    'documents/../../secret',
    'documents/./a',
    'documents//a',
    '.hidden',
    'documents/.hidden',
    'a\\..\\b',
    'a\u0000b',
    'a b',
    '한글',
    'a\n',
  ])('takes no key that is not plain: %j', async (key) => {
    await expect(storage.writeBuffer(key, 'x')).rejects.toThrow('Not a storage key');
    await expect(storage.read(key)).rejects.toThrow('Not a storage key');
    await expect(storage.deletePrefix(key)).rejects.toThrow('Not a storage key');
    expect(await filesBelowRoot()).toEqual([]);
  });

  it('removes everything below a prefix and nothing beside it', async () => {
    await storage.writeBuffer('documents/a/original', 'x');
    await storage.writeBuffer('documents/a/jobs/1/extraction.json', 'x');
    await storage.writeBuffer('documents/ab/original', 'stays');
    await storage.deletePrefix('documents/a');
    expect(await filesBelowRoot()).toEqual(['original']);
    expect((await storage.readBuffer('documents/ab/original')).toString()).toBe('stays');
  });

  it('finds nothing wrong with removing what is not there', async () => {
    await expect(storage.deletePrefix('documents/none')).resolves.toBeUndefined();
  });

  it('says when its folder cannot be used', async () => {
    await expect(storage.check()).resolves.toBeUndefined();
    await writeFile(join(root, 'file'), '');
    await expect(new DiskStorage(join(root, 'file', 'below')).check()).rejects.toThrow();
  });
});
