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

/** The store is away, or cannot do anything for now: a matter of time, not of the object. */
export class StorageAwayError extends Error {
  constructor(cause: unknown) {
    super('The storage cannot be reached', { cause });
    this.name = 'StorageAwayError';
  }
}

/** An object as a file on this machine, to be read only. */
export interface LocalCopy {
  path: string;
  /** Removes what was made for it; must be called in the end. */
  release(): Promise<void>;
}

/** How a client is to see what it downloads. */
export interface DownloadHeaders {
  disposition: string;
  mediaType: string;
}

export type StorageBackend = 'disk' | 's3';

const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*\/?$/;

/** Throws for what is no `/`-separated path of plain segments. */
export function assertStorageKey(key: string): void {
  if (!KEY.test(key)) throw new Error(`Not a storage key: ${JSON.stringify(key)}`);
}

/**
 * Where bytes live. Keys are `/`-separated paths of `[A-Za-z0-9._-]` segments; what a key names appears whole or not
 * at all. Every method rejects with a plain error when the store is away.
 */
export abstract class Storage {
  abstract readonly backend: StorageBackend;

  /** Stores a stream of unknown length, replacing what was there; resolves to its size in bytes. */
  abstract write(key: string, body: Readable): Promise<number>;

  /**
   * Streams an object or a part of it, of which a range behind its end is empty; rejects with
   * {@link StoredObjectMissingError} when there is none.
   */
  abstract read(key: string, range?: ByteRange): Promise<Readable>;

  /** The object's bytes on this machine: the object itself, or a copy in `scratchDirectory`. */
  abstract localCopy(key: string, scratchDirectory: string): Promise<LocalCopy>;

  /**
   * A URL under which whoever has it may get the object from the store itself for a minute; null when it is to be
   * streamed by us. Whether there is such an object is not looked at.
   */
  abstract downloadUrl(key: string, headers: DownloadHeaders): Promise<string | null>;

  /** Removes everything below `prefix`, half-finished uploads too; what is not there is no error. */
  abstract deletePrefix(prefix: string): Promise<void>;

  /** The keys of all objects that are whole, in no order. */
  abstract list(): AsyncIterable<string>;

  /** Resolves when the store takes and gives bytes. */
  abstract check(): Promise<void>;

  /** Stores a small value. */
  abstract writeBuffer(key: string, body: Buffer | string): Promise<void>;

  /** The whole of a small object. */
  abstract readBuffer(key: string, range?: ByteRange): Promise<Buffer>;
}
