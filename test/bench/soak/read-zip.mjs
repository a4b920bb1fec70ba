import { Buffer } from 'node:buffer';
import { inflateRawSync } from 'node:zlib';

const CENTRAL = 0x02014b50;

/** The parts of a well-formed zip, `[{name, bytes}]`; null when it is none. */
export function readZip(file) {
  try {
    const end = file.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
    if (end < 0) return null;
    const parts = [];
    let at = file.readUInt32LE(end + 16);
    while (file.readUInt32LE(at) === CENTRAL) {
      const [method, packed] = [file.readUInt16LE(at + 10), file.readUInt32LE(at + 20)];
      const [nameLength, extra, comment] = [28, 30, 32].map((offset) => file.readUInt16LE(at + offset));
      const local = file.readUInt32LE(at + 42);
      const data = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
      const bytes = file.subarray(data, data + packed);
      const name = file.toString('utf8', at + 46, at + 46 + nameLength);
      parts.push({ name, bytes: method === 8 ? inflateRawSync(bytes) : Buffer.from(bytes) });
      at += 46 + nameLength + extra + comment;
    }
    return parts;
  } catch {
    return null;
  }
}
