import type { Logger } from '@nestjs/common';
import { describeError } from '../common/errors.js';

const SILENCE_MS = 30_000;

/** Warns of a connection that breaks, once in a while only, however often it is tried again. */
export class OutageLog {
  private toldAt = -Infinity;

  constructor(
    private readonly logger: Logger,
    private readonly what: string,
  ) {}

  note(error: unknown): void {
    const now = Date.now();
    if (now - this.toldAt < SILENCE_MS) return;
    this.toldAt = now;
    this.logger.warn(`Trouble with ${this.what}: ${describeError(error)}`);
  }
}
