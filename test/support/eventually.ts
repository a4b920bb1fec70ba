import { setTimeout as pause } from 'node:timers/promises';

const PAUSE_MS = 50;

/** Tries `assertion` again and again until it holds; after `patienceMs` its last failure is the test's. */
export async function eventually<T>(assertion: () => Promise<T>, patienceMs = 8_000): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(PAUSE_MS);
    }
  }
}
