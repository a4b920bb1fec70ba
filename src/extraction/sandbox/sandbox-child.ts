/** Entry of the processes of the {@link Sandbox}: reads one file after the other, as it is told to over IPC. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describeError, DocumentFault } from '../../common/errors.js';
import { toStorableText } from '../../common/text.js';
import { extract } from '../extract.js';
import { type ChildMessage, isTaskMessage, RESULT_FILE, type TaskMessage } from './protocol.js';

// Parsing may hold this thread for minutes, in which 'disconnect' is not heard; the other thread sees the parent go.
new Worker(new URL('./parent-watch.js', import.meta.url)).unref();
process.once('disconnect', () => process.exit(0));
process.on('message', (message) => {
  if (isTaskMessage(message)) void perform(message);
});

async function perform({ file, options, outputDirectory }: TaskMessage): Promise<void> {
  try {
    const extraction = await extract(file, options, {
      outputDirectory,
      onProgress: (progress) => {
        tell({ type: 'progress', progress });
      },
    });
    await writeFile(join(outputDirectory, RESULT_FILE), JSON.stringify(extraction));
    tell({ type: 'done' });
  } catch (error) {
    const fault = error instanceof DocumentFault ? error.toFailure() : null;
    tell({ type: 'failed', fault, message: toStorableText(describeError(error)) });
  }
}

function tell(message: ChildMessage): void {
  process.send?.(message);
}
