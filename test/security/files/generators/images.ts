import { crc32, deflateSync } from 'node:zlib';
import type { TestFile } from '../../../factories.js';

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))]);
}

interface Png {
  width: number;
  height: number;
  /** Packed rows; by default a few white ones. */
  data?: Buffer;
  /** Chunks between the header and the pixels. */
  before?: [type: string, data: Buffer][];
  /** Chunks behind the pixels. */
  after?: [type: string, data: Buffer][];
}

/** A PNG of one bit a pixel, whose checksums are right. */
export function png({ width, height, data, before = [], after = [] }: Png): TestFile {
  const header = Buffer.concat([uint32(width), uint32(height), Buffer.from([1, 0, 0, 0, 0])]);
  const rows = data ?? deflateSync(Buffer.alloc(1_000, 255));
  const chunks: [string, Buffer][] = [['IHDR', header], ...before, ['IDAT', rows], ...after, ['IEND', Buffer.alloc(0)]];
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return { name: 'made.png', bytes: Buffer.concat([signature, ...chunks.map((chunk) => pngChunk(...chunk))]) };
}

/** All the rows of a picture of one bit a pixel, packed. */
export function blankRows(width: number, height: number): Buffer {
  return deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height), { level: 9 });
}

/** An animated PNG that says it has so many frames. */
export function animatedPng(frames: number): TestFile {
  const frame = (index: number): [string, Buffer][] => [
    ['fcTL', Buffer.concat([index * 2, 64, 64, 0, 0].map(uint32).concat(Buffer.from([0, 1, 0, 1, 0, 0])))],
    ['fdAT', Buffer.concat([uint32(index * 2 + 1), blankRows(64, 64)])],
  ];
  const after = Array.from({ length: frames - 1 }, (_, index) => frame(index + 1)).flat();
  const control = Buffer.concat([uint32(frames), uint32(0)]);
  return png({ width: 64, height: 64, data: blankRows(64, 64), before: [['acTL', control]], after });
}

/** A GIF of frames that say they are of this size and hold one pixel. */
export function gif({ side, frames }: { side: number; frames: number }): TestFile {
  const header = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  header.writeUInt16LE(side, 6);
  header.writeUInt16LE(side, 8);
  const control = Buffer.from('21f9040000000000', 'hex');
  const image = Buffer.from('2c0000000001000100000202440100', 'hex');
  image.writeUInt16LE(side, 5);
  image.writeUInt16LE(side, 7);
  const bytes = Buffer.concat([
    header,
    ...Array.from({ length: frames }, () => [control, image]).flat(),
    Buffer.from(';'),
  ]);
  return { name: 'made.gif', bytes };
}

/** A TIFF of one directory after the other, each a picture of this size; the last refers to `next`, 0 for the end. */
export function tiff({ side, pages, loop = false }: { side: number; pages: number; loop?: boolean }): TestFile {
  const ENTRIES = 8;
  const directoryBytes = 2 + ENTRIES * 12 + 4;
  const bytes = Buffer.alloc(8 + pages * directoryBytes + 16, 0);
  bytes.write('II*\0', 'latin1');
  bytes.writeUInt32LE(8, 4);
  const strip = 8 + pages * directoryBytes;
  for (let page = 0; page < pages; page += 1) {
    const at = 8 + page * directoryBytes;
    bytes.writeUInt16LE(ENTRIES, at);
    const values = [
      [256, side],
      [257, side],
      [258, 1],
      [259, 1],
      [262, 1],
      [273, strip],
      [278, side],
      [279, 16],
    ];
    values.forEach(([tag = 0, value = 0], index) => {
      const entry = at + 2 + index * 12;
      bytes.writeUInt16LE(tag, entry);
      bytes.writeUInt16LE(4, entry + 2);
      bytes.writeUInt32LE(1, entry + 4);
      bytes.writeUInt32LE(value, entry + 8);
    });
    const isLast = page === pages - 1;
    const next = isLast ? (loop ? 8 : 0) : at + directoryBytes;
    bytes.writeUInt32LE(next, at + directoryBytes - 4);
  }
  return { name: 'made.tiff', bytes };
}
