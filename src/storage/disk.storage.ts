import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, constants, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { assertStorageKey, Storage, StoredObjectMissingError, type ByteRange, type LocalCopy } from './storage.js';

const PARTIAL = /\.[0-9a-f-]{36}\.part$/;

/** Objects as files below one folder. A partial file stands beside its final name and is renamed when complete. */
export class DiskStorage extends Storage {
  readonly backend = 'disk';
  private readonly root: string;

  constructor(directory: string) {
    super();
    this.root = resolve(directory);
  }

  async write(key: string, body: Readable): Promise<number> {
    const target = this.path(key);
    const partial = `${target}.${randomUUID()}.part`;
    try {
      await mkdir(dirname(target), { recursive: true });
      const file = createWriteStream(partial, { flags: 'wx', mode: 0o640, flush: true });
      await pipeline(body, file);
      await rename(partial, target);
      return file.bytesWritten;
    } catch (error) {
      body.destroy();
      await rm(partial, { force: true });
      throw error;
    }
  }

  async writeBuffer(key: string, body: Buffer | string): Promise<void> {
    await this.write(key, Readable.from([body]));
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const path = this.path(key);
    // Opened first, so that a missing object rejects instead of breaking the stream of an answer that has begun.
    const handle = await open(path, 'r').catch((error: unknown) => {
      throw isMissing(error) ? new StoredObjectMissingError(key) : error;
    });
    return createReadStream(path, { fd: handle, ...range });
  }

  async readBuffer(key: string, range?: ByteRange): Promise<Buffer> {
    return buffer(await this.read(key, range));
  }

  async localCopy(key: string): Promise<LocalCopy> {
    const path = this.path(key);
    await stat(path).catch((error: unknown) => {
      throw isMissing(error) ? new StoredObjectMissingError(key) : error;
    });
    return { path, release: () => Promise.resolve() };
  }

  downloadUrl(): Promise<null> {
    return Promise.resolve(null);
  }

  async deletePrefix(prefix: string): Promise<void> {
    await rm(this.path(prefix), { recursive: true, force: true });
  }

  async *list(): AsyncIterable<string> {
    await this.check();
    for await (const entry of await opendir(this.root, { recursive: true })) {
      if (!entry.isFile() || PARTIAL.test(entry.name)) continue;
      yield relative(this.root, join(entry.parentPath, entry.name)).split(sep).join('/');
    }
  }

  async check(): Promise<void> {
    await mkdir(this.root, { recursive: true });
    await access(this.root, constants.R_OK | constants.W_OK);
  }

  private path(key: string): string {
    assertStorageKey(key);
    return join(this.root, key);
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
