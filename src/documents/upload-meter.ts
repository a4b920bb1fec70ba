import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { countPassedBytes } from './buffer-garbage.js';
import { SNIFF_BYTES } from './media-type-detector.js';

/**
 * Counts, hashes and keeps the first bytes of what passes through, so that an upload is read only once. What comes after
 * `maxBytes` is counted and not passed on.
 */
export class UploadMeter extends Transform {
  private readonly hash = createHash('sha256');
  private readonly front: Buffer[] = [];
  private frontBytes = 0;
  bytes = 0;

  constructor(private readonly maxBytes = Infinity) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    this.hash.update(chunk);
    countPassedBytes(chunk.length);
    if (this.frontBytes < SNIFF_BYTES) {
      const part = Buffer.from(chunk.subarray(0, SNIFF_BYTES - this.frontBytes));
      this.front.push(part);
      this.frontBytes += part.length;
    }
    if (this.isOver) done();
    else done(null, chunk);
  }

  /** Whether more came than was allowed. */
  get isOver(): boolean {
    return this.bytes > this.maxBytes;
  }

  get head(): Buffer {
    return Buffer.concat(this.front);
  }

  /** SHA-256 in hex; to be asked once, after the end. */
  digest(): string {
    return this.hash.digest('hex');
  }
}
