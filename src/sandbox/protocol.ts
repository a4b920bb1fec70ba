import type { Failure } from '../common/errors.js';
import type { TaskProgress } from './sandbox-task.js';

/** Where a child leaves its result, below the task's output directory: a file, as it may be too large for IPC. */
export const RESULT_FILE = 'result.json';

/** Parent to child: do this. A child works on one task at a time. */
export interface TaskMessage {
  type: 'task';
  /** See `SandboxTask.module`. */
  module: string;
  input: unknown;
  outputDirectory: string;
}

/** Child to parent. `fault` is null for anything that is not a fault of the document. */
export type ChildMessage =
  | { type: 'progress'; progress: TaskProgress }
  | { type: 'done' }
  | { type: 'failed'; fault: Failure | null; message: string };

export function isTaskMessage(message: unknown): message is TaskMessage {
  return typeOf(message) === 'task';
}

export function isChildMessage(message: unknown): message is ChildMessage {
  const type = typeOf(message);
  return type === 'progress' || type === 'done' || type === 'failed';
}

function typeOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'type' in message ? message.type : undefined;
}
