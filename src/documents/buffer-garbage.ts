import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type CollectGarbage = (options: { type: 'minor' }) => void;

/** A collection of the young generation takes one to eight milliseconds; this many bytes take some thirty to receive. */
const BYTES_BETWEEN_COLLECTIONS = 8 * 1024 * 1024;

let collectGarbage: CollectGarbage | undefined;
let passedBytes = 0;

/**
 * To be told of every buffer that was received and handed on. V8 frees such buffers only when its young generation
 * fills or when 32 MiB of them have piled up, and streaming makes so few other objects that it is always the latter:
 * the first large upload would make the process 30 MiB larger for good. Collecting earlier keeps it at 8.
 */
export function countPassedBytes(bytes: number): void {
  passedBytes += bytes;
  if (passedBytes < BYTES_BETWEEN_COLLECTIONS) return;
  passedBytes = 0;
  collectGarbage ??= exposeCollector();
  collectGarbage({ type: 'minor' });
}

/** What `--expose-gc` gives, without asking everyone who starts the service to say so. */
function exposeCollector(): CollectGarbage {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as CollectGarbage;
}
