import { isStageName } from '../common/progress.js';
import { inSpan } from '../tracing/tracing.js';
import type { TaskProgress, TaskProgressListener } from './sandbox-task.js';

const MAX_SPANS = 100;

/**
 * Runs a task in a span of its own, with one below it for each stage that the child tells of. The child itself knows of
 * no collector: it has no secrets, and need not reach anything.
 */
export function traceTask<T>(
  module: string,
  onProgress: TaskProgressListener,
  run: (told: TaskProgressListener) => Promise<T>,
): Promise<T> {
  return inSpan('sandbox task', { attributes: { 'sheaf.task': module } }, async (span) => {
    let current: { stage: string; since: number } | null = null;
    let recorded = 0;
    const enter = (stage: string | null): void => {
      const now = Date.now();
      if (current && recorded < MAX_SPANS) {
        span.record(`stage ${current.stage}`, current.since, now);
        recorded += 1;
      }
      current = stage === null ? null : { stage, since: now };
    };
    const told = (progress: TaskProgress): void => {
      if (progress.stage !== current?.stage && isStageName(progress.stage)) enter(progress.stage);
      onProgress(progress);
    };
    try {
      return await run(told);
    } finally {
      enter(null);
    }
  });
}
