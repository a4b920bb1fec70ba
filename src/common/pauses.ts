import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work after which messages and timers get their turn: a cancellation is one of them. */
const DUE_AFTER_MS = 50;

/** Lets the event loop turn now and then during long work that never waits for anything. */
export class Pauses {
  private last = performance.now();

  async takeIfDue(): Promise<void> {
    if (performance.now() - this.last < DUE_AFTER_MS) return;
    await setImmediate();
    this.last = performance.now();
  }
}
