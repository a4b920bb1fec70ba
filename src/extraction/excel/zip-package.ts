import { open } from 'node:fs/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { DocumentFault } from '../../common/errors.js';
import type { ExtractionLimits } from '../extraction.types.js';

const COMPOUND_FILE = Buffer.from('D0CF11E0A1B11AE1', 'hex');
const MAX_PARTS = 20_000;
/** What a file may unpack to whatever the ratio: small workbooks of repeated text pack by more than 200 to 1. */
const RATIO_ALLOWANCE_BYTES = 20 * 1024 * 1024;
/** What parts may unpack to over and over, whatever their size. */
const REPEAT_ALLOWANCE_BYTES = 1024 * 1024;

/** How often everything may be unpacked: to read it, to check it, and what is small once more. */
const READS = 3;

/** A zip of parts with names; the same part may be read more than once. */
export class ZipPackage {
  /** What has been unpacked so far: a part to which a thousand sheets refer is unpacked a thousand times. */
  private unpacked = 0;
  private readonly maxUnpacked: number;

  /** By name in small letters, as programs do not agree on theirs. */
  private readonly entries = new Map<string, Entry>();

  private constructor(
    private readonly zip: ZipFile,
    entries: readonly Entry[],
    private readonly signal?: AbortSignal,
  ) {
    for (const entry of entries) this.entries.set(keyOf(entry.fileName), entry);
    this.maxUnpacked = this.unpackedBytes * READS + REPEAT_ALLOWANCE_BYTES;
  }

  /**
   * Opens a package and checks what its directory declares against the limits; a part that unpacks to another size than
   * declared fails when it is read, so that the limits hold. Throws ENCRYPTED_FILE, CORRUPT_FILE or LIMIT_EXCEEDED.
   */
  static async open(path: string, limits: ExtractionLimits, signal?: AbortSignal): Promise<ZipPackage> {
    await refuseCompoundFile(path);
    let zip: ZipFile | undefined;
    try {
      zip = await openPromise(path, { autoClose: false, strictFileNames: false, decodeStrings: false });
      const entries = await readDirectory(zip);
      assertWithinLimits(entries, zip, limits);
      return new ZipPackage(zip, entries, signal);
    } catch (error) {
      zip?.close();
      throw error instanceof DocumentFault ? error : corrupt(error);
    }
  }

  get names(): string[] {
    return [...this.entries.values()].map(({ fileName }) => fileName);
  }

  has(name: string): boolean {
    return this.entries.has(keyOf(name));
  }

  /** Unpacked bytes of a part, 0 when there is none of this name. */
  sizeOf(name: string): number {
    return this.entries.get(keyOf(name))?.uncompressedSize ?? 0;
  }

  get unpackedBytes(): number {
    return [...this.entries.values()].reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  }

  /** The bytes of a part. Throws an ordinary error when they are damaged, LIMIT_EXCEEDED when parts are read too often. */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.entries.get(keyOf(name));
    if (!entry) throw new Error(`The package has no part ${name}`);
    const stream = await this.zip.openReadStreamPromise(entry);
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        this.signal?.throwIfAborted();
        this.count(chunk.length);
        yield chunk;
      }
    } finally {
      stream.destroy();
    }
  }

  private count(bytes: number): void {
    this.unpacked += bytes;
    const limit = this.maxUnpacked;
    if (this.unpacked > limit) throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_repeated', { limit });
  }

  /** Unpacks every part. Throws an ordinary error when one is damaged or of another size than declared. */
  async verify(): Promise<void> {
    for (const name of this.names) if (!name.endsWith('/')) for await (const _ of this.read(name));
  }

  close(): void {
    this.zip.close();
  }
}

/** An encrypted workbook is a compound file around the encrypted zip. */
async function refuseCompoundFile(path: string): Promise<void> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(COMPOUND_FILE.length));
    if (bytesRead === buffer.length && buffer.equals(COMPOUND_FILE)) {
      throw new DocumentFault('ENCRYPTED_FILE', 'failure.encrypted');
    }
  } finally {
    await file.close();
  }
}

function keyOf(name: string): string {
  return name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase();
}

async function readDirectory(zip: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) {
    // Undecoded names are not checked, and checks refuse names that programs do write, such as those from the root.
    entry.fileName = entry.fileNameRaw.toString('utf8');
    if (entry.isEncrypted()) throw new DocumentFault('ENCRYPTED_FILE', 'failure.encrypted');
    entries.push(entry);
    if (entries.length > MAX_PARTS) {
      throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_parts', { limit: MAX_PARTS });
    }
  }
  return entries;
}

function assertWithinLimits(
  entries: readonly Entry[],
  { fileSize }: ZipFile,
  { maxDecompressedBytes, maxDecompressionRatio }: ExtractionLimits,
): void {
  const unpacked = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  if (unpacked > maxDecompressedBytes) {
    throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_unpacked', { limit: maxDecompressedBytes });
  }
  if (unpacked > RATIO_ALLOWANCE_BYTES && unpacked > fileSize * maxDecompressionRatio) {
    throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_ratio', { limit: maxDecompressionRatio });
  }
}

/** The fault of a file that is damaged, with what showed it. */
export function corrupt(cause?: unknown): DocumentFault {
  return new DocumentFault('CORRUPT_FILE', 'failure.corrupt', {}, cause);
}
