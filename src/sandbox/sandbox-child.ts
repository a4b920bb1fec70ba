/** Entry of the processes of the {@link Sandbox}: does one task after the other, as it is told to over IPC. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describeError, DocumentFault } from '../common/errors.js';
import { toStorableText } from '../common/text.js';
import { closeNetwork } from './no-network.js';
import { type ChildMessage, isTaskMessage, RESULT_FILE, type TaskMessage } from './protocol.js';
import type { TaskFunction } from './sandbox-task.js';

const BUILD_ROOT = new URL('../', import.meta.url);

closeNetwork();
// Libraries leave rejected promises lying about, pdf.js those of a broken page that it has given up on: what was asked of
// them ends in its own way all the same.
process.on('unhandledRejection', (error) => {
  process.stderr.write(`Unhandled: ${describeError(error)}\n`);
});
// A task may hold this thread for minutes, in which 'disconnect' is not heard; the other thread sees the parent go.
new Worker(new URL('./parent-watch.js', import.meta.url)).unref();
process.once('disconnect', () => process.exit(0));
process.on('message', (message) => {
  if (isTaskMessage(message)) void perform(message);
});

async function perform({ module, input, outputDirectory }: TaskMessage): Promise<void> {
  try {
    const { run } = (await import(new URL(module, BUILD_ROOT).href)) as { run: TaskFunction<unknown, unknown> };
    const onProgress = (progress: Extract<ChildMessage, { type: 'progress' }>['progress']): void => {
      tell({ type: 'progress', progress });
    };
    const output = await run(input, { outputDirectory, onProgress });
    await writeFile(join(outputDirectory, RESULT_FILE), JSON.stringify(output ?? null));
    tell({ type: 'done' });
  } catch (error) {
    const fault = error instanceof DocumentFault ? error.toFailure() : null;
    tell({ type: 'failed', fault, message: toStorableText(describeError(error)) });
  }
}

function tell(message: ChildMessage): void {
  process.send?.(message);
}
