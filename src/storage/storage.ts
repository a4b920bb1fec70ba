import type { Readable } from 'node:stream';

/** Inclusive, from 0, as in HTTP's `Range`. */
export interface ByteRange {
  start: number;
  end: number;
}

export class StoredObjectMissingError extends Error {
  constructor(readonly key: string) {
    super(`Nothing is stored under ${key}`);
    this.name = 'StoredObjectMissingError';
  }
}

/**
 * Where bytes live. Keys are `/`-separated paths of `[A-Za-z0-9._-]` segments; what a key names appears whole or not
 * at all. Every method rejects with a plain error when the store is away.
 */
export abstract class Storage {
  /** Stores a stream of unknown length, replacing what was there; resolves to its size in bytes. */
  abstract write(key: string, body: Readable): Promise<number>;

  /** Streams an object or a part of it; rejects with {@link StoredObjectMissingError} when there is none. */
  abstract read(key: string, range?: ByteRange): Promise<Readable>;

  /** A path on this machine with the object's bytes: the object itself or a copy in `scratchDirectory`. Read-only. */
  abstract localCopy(key: string, scratchDirectory: string): Promise<string>;

  /** Removes everything below `prefix`; what is not there is no error. */
  abstract deletePrefix(prefix: string): Promise<void>;

  /** Resolves when the store takes and gives bytes. */
  abstract check(): Promise<void>;

  /** Stores a small value. */
  abstract writeBuffer(key: string, body: Buffer | string): Promise<void>;

  /** The whole of a small object. */
  abstract readBuffer(key: string, range?: ByteRange): Promise<Buffer>;
}
