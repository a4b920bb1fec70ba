import { fileTypeFromBuffer } from 'file-type';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Entry, fromRandomAccessReader, RandomAccessReader, type ZipFile } from 'yauzl';
import { ENCRYPTED_OOXML } from '../common/media-types.js';
import type { ByteRange } from '../storage/storage.js';
import { rootStreamNames } from './compound-file.js';
import { detectDelimitedText } from './delimited-text-detector.js';

/** Bytes that are enough for every signature `file-type` knows at the front of a file. */
export const SNIFF_BYTES = 4_100;

const COMPOUND_FILE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const ENCRYPTED_PACKAGE = Buffer.from('EncryptedPackage', 'utf16le');
const ZIP = Buffer.from('PK\x03\x04', 'latin1');
const TIFF = ['49492a00', '4d4d002a', '49492b00', '4d4d002b'].map((mark) => Buffer.from(mark, 'hex'));
/** Mail and web servers leave lines of their own before the header, but neither markup nor a script. */
const PDF_BEHIND_LINES = /^(?!#!)[^<]*?%PDF-\d/;
/** So far readers look for the header (Adobe's implementation notes to ISO 32000-1). */
const PDF_REACH = 1024;
/** Some programs write it in capitals. */
const WORKBOOK_STREAM = /^(?:workbook|book)$/i;
const MAX_ZIP_ENTRIES = 10_000;
const READ_AHEAD_BYTES = 128 * 1024;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const XLSM = 'application/vnd.ms-excel.sheet.macroEnabled.12';
const XLSB = 'application/vnd.ms-excel.sheet.binary.macroEnabled.12';
const XLS = 'application/vnd.ms-excel';
/** Two bytes that may as well begin a heading, or mark UTF-16; what they stand for has bytes that no text has. */
const WEAK_SIGNATURES = new Set(['image/bmp', 'audio/mpeg']);
const ODS = 'application/vnd.oasis.opendocument.spreadsheet';
/** The entry of an OpenDocument file that holds its type, and how large a type may be. */
const TYPE_ENTRY = 'mimetype';
const MAX_TYPE_BYTES = 256;
/** How an OpenDocument file has to begin: with that entry, not packed, nothing behind it. */
const OPEN_DOCUMENT = /^PK[^]{28}mimetype([\w./+-]+?)(?:PK|$)/;

/** A stored file, to be looked into at any place. */
export interface SniffedFile {
  /** As the client called it. Decides only where bytes cannot: plain text has no signature. */
  filename: string;
  size: number;
  /** The first {@link SNIFF_BYTES}, or all there is. */
  head: Buffer;
  read(range: ByteRange): Promise<Readable>;
}

/** The media type that the bytes themselves tell, whatever name or type the client gave; null when unknown. */
export async function detectMediaType(file: SniffedFile): Promise<string | null> {
  if (file.head.subarray(0, ZIP.length).equals(ZIP)) return detectZip(file);
  if (file.head.subarray(0, COMPOUND_FILE.length).equals(COMPOUND_FILE)) return detectCompoundFile(file);
  const bySignature = (await fileTypeFromBuffer(file.head))?.mime;
  if (bySignature === undefined || WEAK_SIGNATURES.has(bySignature)) {
    const text = detectDelimitedText(file);
    if (text !== null) return text;
  }
  if (bySignature !== undefined) return bySignature;
  // `file-type` tells camera raws from plain TIFF by a directory that mostly stands behind the pixels, out of its sight.
  if (TIFF.some((mark) => file.head.subarray(0, mark.length).equals(mark))) return 'image/tiff';
  return PDF_BEHIND_LINES.test(file.head.toString('latin1', 0, PDF_REACH)) ? 'application/pdf' : null;
}

/**
 * Office packages are zips, told apart by their parts. `file-type` reads only the local headers in front and takes
 * about one workbook in seventy for a plain zip; the central directory at the end does not lie.
 */
async function detectZip(file: SniffedFile): Promise<string | null> {
  if (openDocumentType(file.head) === ODS) return ODS;
  try {
    const zip = await openZip(file);
    const entries = await readDirectory(zip);
    const typeEntry = entries.get(TYPE_ENTRY);
    // Packed anew by other programs, it may stand anywhere and be packed.
    if (typeEntry && (await readType(zip, typeEntry)) === ODS) return ODS;
    const names = [...entries.keys()];
    const isPackage = names.includes('[Content_Types].xml');
    if (isPackage && names.some((name) => /(^|\/)workbook\d*\.bin$/i.test(name))) return XLSB;
    if (!isPackage || !names.some((name) => /(^|\/)workbook\d*\.xml$/i.test(name))) return 'application/zip';
    return names.some((name) => /(^|\/)vbaProject\.bin$/i.test(name)) ? XLSM : XLSX;
  } catch {
    // No central directory: cut off. A package says at its front what it is, so that its job can end as CORRUPT_FILE.
    return file.head.includes('[Content_Types].xml') || file.head.includes('xl/') ? XLSX : 'application/zip';
  }
}

function openDocumentType(head: Buffer): string | undefined {
  return OPEN_DOCUMENT.exec(head.toString('latin1'))?.[1];
}

/** Old workbooks have a stream of a telling name; encryption wraps a newer one into a compound file with another. */
async function detectCompoundFile(file: SniffedFile): Promise<string | null> {
  const names = await rootStreamNames(file);
  if (names.has('EncryptedPackage') || (names.size === 0 && (await holdsEncryptedPackage(file))))
    return ENCRYPTED_OOXML;
  return [...names].some((name) => WORKBOOK_STREAM.test(name)) ? XLS : 'application/x-cfb';
}

/** For a file whose directory cannot be followed. */
async function holdsEncryptedPackage(file: SniffedFile): Promise<boolean> {
  const chunks = await file.read({ start: 0, end: file.size - 1 });
  let carry = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const window = Buffer.concat([carry, chunk as Buffer]);
    if (window.includes(ENCRYPTED_PACKAGE)) {
      chunks.destroy();
      return true;
    }
    carry = window.subarray(-ENCRYPTED_PACKAGE.length);
  }
  return false;
}

/** The entries by their names. */
function readDirectory(zip: ZipFile): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry);
      if (entries.size < MAX_ZIP_ENTRIES) zip.readEntry();
      else resolve(entries);
    });
    zip.on('end', () => {
      resolve(entries);
    });
    zip.on('error', reject);
    zip.readEntry();
  });
}

/** No more than {@link MAX_TYPE_BYTES} and what came with them, whatever size the directory tells. */
async function readType(zip: ZipFile, entry: Entry): Promise<string> {
  const stream = await new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => {
      if (error) reject(error);
      else resolve(opened);
    });
  });
  let text = '';
  for await (const chunk of stream.setEncoding('latin1')) {
    text += chunk as string;
    if (text.length > MAX_TYPE_BYTES) break;
  }
  return text;
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

/** Reads in large pieces: a directory of ten thousand entries would else be twenty thousand requests to the storage. */
class StoredFileReader extends RandomAccessReader {
  private piece = { start: 0, bytes: Buffer.alloc(0) };

  constructor(private readonly file: SniffedFile) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.bytesOf(start, end), { objectMode: false });
  }

  private async *bytesOf(start: number, end: number): AsyncGenerator<Buffer> {
    if (end <= start) return;
    if (start < this.piece.start || end > this.piece.start + this.piece.bytes.length) {
      const last = Math.min(Math.max(end, start + READ_AHEAD_BYTES), this.file.size) - 1;
      this.piece = { start, bytes: await buffer(await this.file.read({ start, end: last })) };
    }
    yield this.piece.bytes.subarray(start - this.piece.start, end - this.piece.start);
  }
}
