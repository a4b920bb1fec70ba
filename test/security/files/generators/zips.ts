import { deflateRawSync } from 'node:zlib';
import type { ZipEntry } from '../../../fixtures/zip.mjs';

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
