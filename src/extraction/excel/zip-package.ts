import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { DocumentFault } from '../../common/errors.js';
import type { ExtractionLimits } from '../extraction.types.js';

const MAX_PARTS = 20_000;
/** What a file may unpack to whatever the ratio: small workbooks of repeated text pack by more than 200 to 1. */
const RATIO_ALLOWANCE_BYTES = 20 * 1024 * 1024;

/** Is shown a part while it is unpacked; what it throws ends the inspection. */
export interface PartVisitor {
  add(chunk: Buffer): void;
  end(): void;
}

/**
 * Unpacks a package once, keeping nothing, to learn whether it is whole and within the limits: what its directory
 * claims is not trusted. Throws ENCRYPTED_FILE, CORRUPT_FILE or LIMIT_EXCEEDED. `required` names the part without which
 * the package is of another kind.
 */
export async function inspectZip(
  path: string,
  limits: ExtractionLimits,
  required: string,
  visit: (entry: Entry) => PartVisitor | null,
): Promise<{ entries: Entry[]; unpackedBytes: number }> {
  const zip = await orCorrupt(openPromise(path, { autoClose: false }));
  try {
    const entries = await readDirectory(zip, limits);
    if (!entries.some(({ fileName }) => fileName === required)) throw corrupt();
    for (const entry of entries) await unpack(zip, entry, visit(entry));
    return { entries, unpackedBytes: entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0) };
  } finally {
    zip.close();
  }
}

async function readDirectory(zip: ZipFile, limits: ExtractionLimits): Promise<Entry[]> {
  const entries: Entry[] = [];
  let unpacked = 0;
  await orCorrupt(
    (async () => {
      for await (const entry of zip.eachEntry()) {
        entries.push(entry);
        unpacked += entry.uncompressedSize;
        if (entry.isEncrypted()) throw new DocumentFault('ENCRYPTED_FILE', 'failure.encrypted');
        if (entries.length > MAX_PARTS) {
          throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_parts', { limit: MAX_PARTS });
        }
      }
    })(),
  );
  const { maxDecompressedBytes, maxDecompressionRatio } = limits;
  if (unpacked > maxDecompressedBytes) {
    throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_unpacked', { limit: maxDecompressedBytes });
  }
  if (unpacked > RATIO_ALLOWANCE_BYTES && unpacked > zip.fileSize * maxDecompressionRatio) {
    throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_ratio', { limit: maxDecompressionRatio });
  }
  return entries;
}

/** Fails when a part unpacks to another size than the directory says, so that the sum above holds. */
async function unpack(zip: ZipFile, entry: Entry, visitor: PartVisitor | null): Promise<void> {
  if (entry.fileName.endsWith('/')) return;
  await orCorrupt(
    (async () => {
      for await (const chunk of await zip.openReadStreamPromise(entry)) visitor?.add(chunk as Buffer);
      visitor?.end();
    })(),
  );
}

async function orCorrupt<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw error instanceof DocumentFault ? error : corrupt(error);
  }
}

function corrupt(cause?: unknown): DocumentFault {
  return new DocumentFault('CORRUPT_FILE', 'failure.corrupt', {}, cause);
}
