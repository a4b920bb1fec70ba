import { deflateRawSync } from 'node:zlib';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const ENCRYPTED = 1;

export interface ZipEntry {
  name: string;
  /** As it stands in the file. */
  packed: Buffer;
  /** What the headers say it unpacks to, true or not. */
  statedSize: number;
  /** Stands at the place of an earlier entry instead of one of its own. */
  at?: number;
  encrypted?: boolean;
  /** Not packed at all. */
  stored?: boolean;
}

export function packed(name: string, content: string | Buffer, statedSize?: number): ZipEntry {
  const bytes = Buffer.from(content);
  return { name, packed: deflateRawSync(bytes, { level: 9 }), statedSize: statedSize ?? bytes.length };
}

/** Unpacks to `count` times `chunk`, without anybody ever having had all of it in memory. */
export function repeated(name: string, chunk: Buffer, count: number, [head, tail] = ['', '']): ZipEntry {
  // Z_FULL_FLUSH ends at a byte and refers to nothing before, so that what is packed once may stand there many times.
  const piece = flushed(chunk);
  const pieces = Array.from({ length: count }, () => piece);
  const end = deflateRawSync(Buffer.from(tail));
  return {
    name,
    packed: Buffer.concat([flushed(Buffer.from(head)), ...pieces, end]),
    statedSize: head.length + chunk.length * count + tail.length,
  };
}

function flushed(bytes: Buffer): Buffer {
  return bytes.length === 0 ? bytes : deflateRawSync(bytes, { level: 9, finishFlush: 3 });
}

/** A zip whose headers say what they are told to; checksums are left at zero, which readers do not look at. */
export function writeZip(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const { name, packed: data, statedSize, at, encrypted = false, stored = false } of entries) {
    const path = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800 | (encrypted ? ENCRYPTED : 0), 2);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(statedSize, 18);
    common.writeUInt16LE(path.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at === undefined ? offset : (offsets[at] ?? 0), 10);
    directory.push(Buffer.concat([uint32(CENTRAL), Buffer.from([20, 0]), common, tail, path]));
    offsets.push(offset);
    if (at !== undefined) continue;
    const file = Buffer.concat([uint32(LOCAL), common, path, data]);
    files.push(file);
    offset += file.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, central, end]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
