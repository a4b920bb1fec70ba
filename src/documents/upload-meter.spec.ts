import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { SNIFF_BYTES } from './media-type-detector.js';
import { UploadMeter } from './upload-meter.js';

async function pass(...chunks: Buffer[]): Promise<{ meter: UploadMeter; passed: Buffer }> {
  const meter = new UploadMeter();
  const passed = await buffer(Readable.from(chunks).pipe(meter));
  return { meter, passed };
}

describe('the meter of an upload', () => {
  it('lets everything pass unchanged', async () => {
    const { passed } = await pass(Buffer.from('one '), Buffer.from('two'));
    expect(passed.toString()).toBe('one two');
  });

  it('counts and hashes what passes', async () => {
    const { meter } = await pass(Buffer.alloc(70_000, 'a'), Buffer.alloc(1, 'b'));
    expect(meter.bytes).toBe(70_001);
    expect(meter.digest()).toBe(
      createHash('sha256')
        .update(`${'a'.repeat(70_000)}b`)
        .digest('hex'),
    );
  });

  it('keeps the first bytes, however they are cut into chunks', async () => {
    const bytes = Buffer.from(Array.from({ length: SNIFF_BYTES + 500 }, (_, index) => index % 251));
    const chunks = [bytes.subarray(0, 3), bytes.subarray(3, SNIFF_BYTES - 1), bytes.subarray(SNIFF_BYTES - 1)];
    expect((await pass(...chunks)).meter.head).toEqual(bytes.subarray(0, SNIFF_BYTES));
    expect((await pass(bytes)).meter.head).toEqual(bytes.subarray(0, SNIFF_BYTES));
  });

  it('keeps bytes of its own, as chunks may be used again by whoever made them', async () => {
    const chunk = Buffer.from('first');
    const { meter } = await pass(chunk);
    chunk.fill('x');
    expect(meter.head.toString()).toBe('first');
  });

  it('knows an empty upload', async () => {
    const { meter } = await pass();
    expect(meter.bytes).toBe(0);
    expect(meter.head).toHaveLength(0);
  });
});
