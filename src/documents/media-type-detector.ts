import { fileTypeFromBuffer } from 'file-type';
import { Readable } from 'node:stream';
import { fromRandomAccessReader, RandomAccessReader, type ZipFile } from 'yauzl';
import { ENCRYPTED_OOXML } from '../common/media-types.js';
import type { ByteRange } from '../storage/storage.js';

/** Bytes that are enough for every signature `file-type` knows at the front of a file. */
export const SNIFF_BYTES = 4_100;

const COMPOUND_FILE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const ENCRYPTED_PACKAGE = Buffer.from('EncryptedPackage', 'utf16le');
const ZIP = Buffer.from('PK\x03\x04', 'latin1');
const TIFF = ['49492a00', '4d4d002a', '49492b00', '4d4d002b'].map((mark) => Buffer.from(mark, 'hex'));
const MAX_ZIP_ENTRIES = 10_000;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const XLSM = 'application/vnd.ms-excel.sheet.macroEnabled.12';

/** A stored file, to be looked into at any place. */
export interface SniffedFile {
  size: number;
  /** The first {@link SNIFF_BYTES}, or all there is. */
  head: Buffer;
  read(range: ByteRange): Promise<Readable>;
}

/** The media type that the bytes themselves tell, whatever name or type the client gave; null when unknown. */
export async function detectMediaType(file: SniffedFile): Promise<string | null> {
  if (file.head.subarray(0, ZIP.length).equals(ZIP)) return detectZip(file);
  if (file.head.subarray(0, COMPOUND_FILE.length).equals(COMPOUND_FILE)) return detectCompoundFile(file);
  const byName = await fileTypeFromBuffer(file.head);
  // `file-type` tells camera raws from plain TIFF by a directory that mostly stands behind the pixels, out of its sight.
  return byName?.mime ?? (TIFF.some((mark) => file.head.subarray(0, mark.length).equals(mark)) ? 'image/tiff' : null);
}

/**
 * Office packages are zips, told apart by their parts. `file-type` reads only the local headers in front and takes
 * about one workbook in seventy for a plain zip; the central directory at the end does not lie.
 */
async function detectZip(file: SniffedFile): Promise<string | null> {
  try {
    const names = await zipEntryNames(file);
    const isWorkbook =
      names.has('[Content_Types].xml') && [...names].some((name) => /(^|\/)workbook\d*\.xml$/i.test(name));
    if (!isWorkbook) return 'application/zip';
    return [...names].some((name) => /(^|\/)vbaProject\.bin$/i.test(name)) ? XLSM : XLSX;
  } catch {
    // No central directory: cut off. A package says at its front what it is, so that its job can end as CORRUPT_FILE.
    return file.head.includes('[Content_Types].xml') || file.head.includes('xl/') ? XLSX : 'application/zip';
  }
}

/** Encryption wraps an Office package into a compound file with a stream of a telling name. */
async function detectCompoundFile(file: SniffedFile): Promise<string | null> {
  const chunks = await file.read({ start: 0, end: file.size - 1 });
  let carry = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const window = Buffer.concat([carry, chunk as Buffer]);
    if (window.includes(ENCRYPTED_PACKAGE)) {
      chunks.destroy();
      return ENCRYPTED_OOXML;
    }
    carry = window.subarray(-ENCRYPTED_PACKAGE.length);
  }
  return 'application/x-cfb';
}

async function zipEntryNames(file: SniffedFile): Promise<Set<string>> {
  const zip = await openZip(file);
  return new Promise((resolve, reject) => {
    const names = new Set<string>();
    zip.on('entry', ({ fileName }: { fileName: string }) => {
      names.add(fileName);
      if (names.size < MAX_ZIP_ENTRIES) zip.readEntry();
      else resolve(names);
    });
    zip.on('end', () => {
      resolve(names);
    });
    zip.on('error', reject);
    zip.readEntry();
  });
}

function openZip(file: SniffedFile): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, validateEntrySizes: false };
    fromRandomAccessReader(new StoredFileReader(file), file.size, options, (error, zip) => {
      if (error) reject(error);
      else resolve(zip);
    });
  });
}

class StoredFileReader extends RandomAccessReader {
  constructor(private readonly file: SniffedFile) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const { file } = this;
    return Readable.from(
      (async function* () {
        if (end > start) yield* await file.read({ start, end: end - 1 });
      })(),
      { objectMode: false },
    );
  }
}
