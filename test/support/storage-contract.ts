import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { StoredObjectMissingError, type Storage } from '../../src/storage/storage.js';

export interface StorageUnderTest {
  storage: Storage;
  /** Everything that takes up room, half-written things too. */
  contents(): Promise<string[]>;
  dispose(): Promise<void>;
}

const PAST_THE_FIRST_PART = 6 * 1024 * 1024;

/** What holds for every kind of storage. `open` gives an empty one. */
export function describeStorage(open: () => Promise<StorageUnderTest>): void {
  describe('like any storage', () => {
    let opened: StorageUnderTest;
    let storage: Storage;
    let scratch: string;

    beforeEach(async () => {
      opened = await open();
      ({ storage } = opened);
      scratch = await mkdtemp(join(tmpdir(), 'storage-scratch-'));
    });

    afterEach(async () => {
      await opened.dispose();
      await rm(scratch, { recursive: true, force: true });
    });

    it('lists what is stored, and nothing that is half written', async () => {
      await storage.writeBuffer('documents/a/original', 'one');
      await storage.writeBuffer('documents/b/jobs/1/tables/t1.ndjson', 'two');
      const broken = Readable.from(breakOff());
      await expect(storage.write('documents/c/original', broken)).rejects.toThrow();
      const keys: string[] = [];
      for await (const key of storage.list()) keys.push(key);
      expect(keys.sort()).toEqual(['documents/a/original', 'documents/b/jobs/1/tables/t1.ndjson']);
    });

    it('gives back what was stored, and tells its size', async () => {
      const body = Readable.from([Buffer.from('one '), Buffer.from('two')]);
      expect(await storage.write('documents/a/original', body)).toBe(7);
      expect((await storage.readBuffer('documents/a/original')).toString()).toBe('one two');
    });

    it('gives back what is larger than it takes at a time', async () => {
      const chunks = Array.from({ length: 193 }, (_, index) => Buffer.alloc(65_537, index));
      expect(await storage.write('a', Readable.from(chunks))).toBe(193 * 65_537);
      expect((await storage.readBuffer('a')).equals(Buffer.concat(chunks))).toBe(true);
    });

    it('replaces what stood under a key', async () => {
      await storage.writeBuffer('a', 'old and long');
      await storage.writeBuffer('a', 'new');
      expect((await storage.readBuffer('a')).toString()).toBe('new');
    });

    it('stores an empty object, as a value and as a stream', async () => {
      await storage.writeBuffer('a', '');
      expect(await storage.write('b', Readable.from([]))).toBe(0);
      expect(await storage.readBuffer('a')).toHaveLength(0);
      expect(await storage.readBuffer('b')).toHaveLength(0);
    });

    it.each([
      ['at its beginning', 100],
      ['in its middle', PAST_THE_FIRST_PART],
    ])('leaves nothing of an object whose stream breaks %s', async (_where, bytes) => {
      await expect(storage.write('documents/a/original', breakingAfter(bytes))).rejects.toThrow('the line went dead');
      expect(await opened.contents()).toEqual([]);
    });

    it('leaves nothing of an object whose stream is given up in silence', async () => {
      const body = new Readable({ read: () => undefined });
      const writing = storage.write('a', body);
      body.push(Buffer.alloc(PAST_THE_FIRST_PART));
      body.destroy();
      await expect(writing).rejects.toThrow();
      expect(await opened.contents()).toEqual([]);
    });

    it('keeps the old object when the new one breaks', async () => {
      await storage.writeBuffer('a', 'old');
      await expect(storage.write('a', breakingAfter(PAST_THE_FIRST_PART))).rejects.toThrow('the line went dead');
      expect((await storage.readBuffer('a')).toString()).toBe('old');
    });

    it('lets nobody see an object before it is whole', async () => {
      const body = new Readable({ read: () => undefined });
      const writing = storage.write('a', body);
      body.push(Buffer.alloc(PAST_THE_FIRST_PART));
      await expect(storage.read('a')).rejects.toThrow(StoredObjectMissingError);
      body.push(null);
      await writing;
      expect(await storage.readBuffer('a')).toHaveLength(PAST_THE_FIRST_PART);
    });

    it('gives to each key what was written to it, of many at once', async () => {
      const keys = Array.from({ length: 20 }, (_, index) => `documents/a/pages/${index}.webp`);
      await Promise.all(keys.map((key) => storage.write(key, Readable.from([key]))));
      const values = await Promise.all(keys.map((key) => storage.readBuffer(key)));
      expect(values.map(String)).toEqual(keys);
    });

    it.each([
      [{ start: 0, end: 0 }, '0'],
      [{ start: 2, end: 5 }, '2345'],
      [{ start: 8, end: 9 }, '89'],
      [{ start: 5, end: 100 }, '56789'],
      [{ start: 10, end: 20 }, ''],
    ])('reads the range %j', async (range, expected) => {
      await storage.writeBuffer('digits', '0123456789');
      expect((await buffer(await storage.read('digits', range))).toString()).toBe(expected);
      expect((await storage.readBuffer('digits', range)).toString()).toBe(expected);
    });

    it('says which object is missing, before anything is streamed', async () => {
      const missing = new StoredObjectMissingError('documents/a');
      await expect(storage.read('documents/a')).rejects.toThrow(missing);
      await expect(storage.readBuffer('documents/a', { start: 0, end: 3 })).rejects.toThrow(missing);
      await expect(storage.localCopy('documents/a', scratch)).rejects.toThrow(StoredObjectMissingError);
    });

    it('gives an object as a file of this machine, and takes back what it made for that', async () => {
      await storage.writeBuffer('documents/a', 'here');
      const copy = await storage.localCopy('documents/a', scratch);
      expect(await readFile(copy.path, 'utf8')).toBe('here');
      await copy.release();
      expect(await readdir(scratch)).toEqual([]);
      expect((await storage.readBuffer('documents/a')).toString()).toBe('here');
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
      await expect(storage.localCopy(key, scratch)).rejects.toThrow('Not a storage key');
      await expect(storage.deletePrefix(key)).rejects.toThrow('Not a storage key');
      expect(await opened.contents()).toEqual([]);
    });

    it('removes everything below a prefix and nothing beside it', async () => {
      await storage.writeBuffer('documents/a/original', 'x');
      await storage.writeBuffer('documents/a/jobs/1/extraction.json', 'x');
      await storage.writeBuffer('documents/ab/original', 'stays');
      await storage.deletePrefix('documents/a');
      await expect(storage.read('documents/a/original')).rejects.toThrow(StoredObjectMissingError);
      expect(await opened.contents()).toHaveLength(1);
      expect((await storage.readBuffer('documents/ab/original')).toString()).toBe('stays');
    });

    it('removes the object that bears the prefix as its name', async () => {
      await storage.writeBuffer('documents/a', 'x');
      await storage.deletePrefix('documents/a');
      expect(await opened.contents()).toEqual([]);
    });

    it('finds nothing wrong with removing what is not there, nor with doing it twice at once', async () => {
      await storage.writeBuffer('documents/a/original', 'x');
      await Promise.all([1, 2, 3].map(() => storage.deletePrefix('documents/a')));
      await expect(storage.deletePrefix('documents/a')).resolves.toBeUndefined();
    });

    it('is well', async () => {
      await expect(storage.check()).resolves.toBeUndefined();
    });
  });
}

function breakingAfter(bytes: number): Readable {
  return Readable.from(
    (function* () {
      yield Buffer.alloc(bytes);
      throw new Error('the line went dead');
    })(),
  );
}

// eslint-disable-next-line @typescript-eslint/require-await -- a stream is asynchronous by nature
async function* breakOff(): AsyncGenerator<Buffer> {
  yield Buffer.from('a part');
  throw new Error('broken off');
}
