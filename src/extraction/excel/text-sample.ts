import { createReadStream } from 'node:fs';

const SAMPLE_BYTES = 256 * 1024;

/**
 * The part of a text file that tells most about its encoding: its beginning, or, when that is plain ASCII, the part in
 * which other characters come first.
 */
export async function sampleText(path: string): Promise<{ bytes: Buffer; isCut: boolean }> {
  let beginning: Buffer | null = null;
  for await (const chunk of createReadStream(path, { highWaterMark: SAMPLE_BYTES }) as AsyncIterable<Buffer>) {
    const isAscii = chunk.every((byte) => byte < 0x80);
    if (!isAscii) {
      const firstOther = chunk.findIndex((byte) => byte >= 0x80);
      const line = chunk.subarray(0, firstOther).lastIndexOf(0x0a) + 1;
      const bytes = beginning === null ? chunk : chunk.subarray(line);
      return { bytes, isCut: beginning !== null || chunk.length === SAMPLE_BYTES };
    }
    // Text of two bytes a character says enough at its beginning.
    if (chunk.includes(0)) return { bytes: chunk, isCut: chunk.length === SAMPLE_BYTES };
    beginning ??= chunk;
  }
  return { bytes: beginning ?? Buffer.alloc(0), isCut: beginning !== null && beginning.length === SAMPLE_BYTES };
}
