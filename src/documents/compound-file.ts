import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ByteRange } from '../storage/storage.js';

interface RandomAccessFile {
  size: number;
  head: Buffer;
  read(range: ByteRange): Promise<Readable>;
}

interface DirectoryEntry {
  name: string;
  isStream: boolean;
  left: number;
  right: number;
  child: number;
}

const HEADER_SIZE = 512;
const ENTRY_SIZE = 128;
const STREAM = 2;
/** Sector numbers from here on are marks. */
const FIRST_MARK = 0xfffffffa;
const HEADER_FAT_SECTORS = 109;
/** Far more entries than a workbook has; a longer chain is a loop or nothing of ours. */
const MAX_DIRECTORY_SECTORS = 512;
/** Enough for files of several hundred megabytes. */
const MAX_FAT_SECTORS = 10_000;

/**
 * The names of the streams in the root of a compound file (MS-CFB), read sector by sector. What is embedded in the
 * document has storages of its own and is not among them. Empty when the directory cannot be followed.
 */
export async function rootStreamNames(file: RandomAccessFile): Promise<Set<string>> {
  if (file.head.length < HEADER_SIZE) return new Set();
  try {
    return namesBelowRoot(await readDirectory(new SectorReader(file)));
  } catch (error) {
    if (error instanceof BrokenChainError) return new Set();
    throw error;
  }
}

async function readDirectory(sectors: SectorReader): Promise<DirectoryEntry[]> {
  const entries: DirectoryEntry[] = [];
  let sector = sectors.firstOfDirectory;
  for (let count = 0; sector < FIRST_MARK && count < MAX_DIRECTORY_SECTORS; count += 1) {
    const bytes = await sectors.read(sector);
    for (let at = 0; at < bytes.length; at += ENTRY_SIZE) entries.push(toEntry(bytes.subarray(at, at + ENTRY_SIZE)));
    sector = await sectors.next(sector);
  }
  return entries;
}

function toEntry(bytes: Buffer): DirectoryEntry {
  const nameLength = Math.min(Math.max(bytes.readUInt16LE(64) - 2, 0), 62);
  return {
    name: bytes.toString('utf16le', 0, nameLength),
    isStream: bytes[66] === STREAM,
    left: bytes.readUInt32LE(68),
    right: bytes.readUInt32LE(72),
    child: bytes.readUInt32LE(76),
  };
}

/** The children of a storage are a binary tree. */
function namesBelowRoot(entries: readonly DirectoryEntry[]): Set<string> {
  const names = new Set<string>();
  const seen = new Set<number>();
  const waiting = [entries[0]?.child];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const entry = entries[index];
    if (!entry || seen.has(index)) continue;
    seen.add(index);
    if (entry.isStream) names.add(entry.name);
    waiting.push(entry.left, entry.right);
  }
  return names;
}

class BrokenChainError extends Error {}

/** Reads single sectors. */
class SectorReader {
  readonly firstOfDirectory: number;
  private readonly sectorSize: number;
  private readonly fatSectors: number[];
  private nextFatList: number;

  constructor(private readonly file: RandomAccessFile) {
    const { head } = file;
    this.sectorSize = head.readUInt16LE(30) === 12 ? 4096 : HEADER_SIZE;
    this.firstOfDirectory = head.readUInt32LE(48);
    this.nextFatList = head.readUInt32LE(68);
    this.fatSectors = Array.from({ length: HEADER_FAT_SECTORS }, (_, index) => head.readUInt32LE(76 + 4 * index));
  }

  async read(sector: number): Promise<Buffer> {
    const start = (sector + 1) * this.sectorSize;
    const end = start + this.sectorSize;
    if (end > this.file.size) throw new BrokenChainError(`Sector ${sector} lies behind the end of the file`);
    const bytes = await buffer(await this.file.read({ start, end: end - 1 }));
    if (bytes.length !== this.sectorSize) throw new BrokenChainError(`Sector ${sector} is not whole`);
    return bytes;
  }

  /** The sector that follows in the chain. */
  async next(sector: number): Promise<number> {
    const perSector = this.sectorSize / 4;
    const index = Math.floor(sector / perSector);
    while (index >= this.fatSectors.length) await this.readMoreOfFatList();
    return (await this.read(this.fatSectors[index] ?? FIRST_MARK)).readUInt32LE(4 * (sector % perSector));
  }

  /** Files of more than some seven megabytes have a longer list of their allocation tables than fits into the header. */
  private async readMoreOfFatList(): Promise<void> {
    if (this.fatSectors.length > MAX_FAT_SECTORS)
      throw new BrokenChainError('The list of allocation tables has no end');
    const bytes = await this.read(this.nextFatList);
    const last = bytes.length - 4;
    for (let at = 0; at < last; at += 4) this.fatSectors.push(bytes.readUInt32LE(at));
    this.nextFatList = bytes.readUInt32LE(last);
  }
}
