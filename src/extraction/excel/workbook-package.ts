import { open } from 'node:fs/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { DocumentFault } from '../../common/errors.js';
import type { ExtractionLimits } from '../extraction.types.js';
import { CellCounter } from './cell-counter.js';

const COMPOUND_FILE = Buffer.from('D0CF11E0A1B11AE1', 'hex');
const MAX_PARTS = 20_000;
/** What a file may unpack to whatever the ratio: small workbooks of repeated text pack by more than 200 to 1. */
const RATIO_ALLOWANCE_BYTES = 20 * 1024 * 1024;
const WORKSHEET = /xl\/worksheets\/sheet\d+[.]xml/;

/** What is known of a workbook before it is opened. */
export interface PackageFacts {
  worksheetCount: number;
  /** Cells over all sheets that hold a value. */
  valueCount: number;
  /** Cells over all sheets, those that merely have a format among them. */
  cellCount: number;
  /** Whether a reader that goes through the file from front to back knows the formats before it meets the cells. */
  streamable: boolean;
}

/**
 * Unpacks a workbook once, keeping nothing, to learn whether it is whole and within the limits: what its directory
 * claims is not trusted. Throws ENCRYPTED_FILE, CORRUPT_FILE or LIMIT_EXCEEDED.
 */
export async function inspectPackage(path: string, limits: ExtractionLimits): Promise<PackageFacts> {
  await refuseCompoundFile(path);
  const zip = await orCorrupt(openPromise(path, { autoClose: false }));
  try {
    const entries = await readDirectory(zip, limits);
    if (!entries.some(({ fileName }) => fileName === 'xl/workbook.xml')) throw corrupt();
    const counter = new CellCounter();
    for (const entry of entries) await unpack(zip, entry, counter, limits);
    const worksheets = entries.filter(({ fileName }) => WORKSHEET.test(fileName));
    return {
      worksheetCount: worksheets.length,
      valueCount: counter.values,
      cellCount: counter.cells,
      streamable: isStreamable(entries, worksheets),
    };
  } finally {
    zip.close();
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
async function unpack(zip: ZipFile, entry: Entry, counter: CellCounter, { maxCells }: ExtractionLimits): Promise<void> {
  if (entry.fileName.endsWith('/')) return;
  const isWorksheet = WORKSHEET.test(entry.fileName);
  await orCorrupt(
    (async () => {
      for await (const chunk of await zip.openReadStreamPromise(entry)) {
        if (!isWorksheet) continue;
        counter.add(chunk as Buffer);
        if (counter.cells > maxCells) {
          throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_cells', { limit: maxCells });
        }
      }
      counter.endPart();
    })(),
  );
}

function isStreamable(entries: readonly Entry[], worksheets: readonly Entry[]): boolean {
  const offsetOf = (name: string): number =>
    entries.find(({ fileName }) => fileName === name)?.relativeOffsetOfLocalHeader ?? Infinity;
  const styles = offsetOf('xl/styles.xml');
  // The streaming reader sets sheets aside until it has met both of these, and then does not wait for the formats.
  const ready = Math.max(offsetOf('xl/sharedStrings.xml'), offsetOf('xl/_rels/workbook.xml.rels'));
  return worksheets.every(({ relativeOffsetOfLocalHeader: at }) => at < ready || at > styles);
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
