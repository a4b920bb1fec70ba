/** The second thread of `readInTwoThreads`: reads pages from the last one down until it meets the first thread. */
import { parentPort } from 'node:worker_threads';
import { describeError } from '../../common/errors.js';
import type { PageThreadJob, PageThreadMessage } from './kept-thread.js';
import { adoptEngine } from './pdfium.js';
import { PdfiumDocument } from './pdfium-document.js';
import { readEnginePage } from './pdfium-page-reader.js';

parentPort?.on('message', (job: PageThreadJob) => void readPages(job));

async function readPages({ id, engine, path, numbers, options, taken }: PageThreadJob): Promise<void> {
  adoptEngine(engine);
  const document = await PdfiumDocument.open(path);
  const counter = new Int32Array(taken);
  for (let index = numbers.length - 1; document && Atomics.add(counter, 0, 1) < numbers.length; index -= 1) {
    const number = numbers[index] ?? 0;
    const message: PageThreadMessage = { job: id, number, ...(await outcomeOf(document, number, options)) };
    parentPort?.postMessage(message);
  }
  document?.close();
}

async function outcomeOf(
  document: PdfiumDocument,
  number: number,
  options: PageThreadJob['options'],
): Promise<Pick<PageThreadMessage, 'page' | 'error'>> {
  try {
    return { page: await readEnginePage(document, number, options), error: null };
  } catch (error) {
    return { page: null, error: describeError(error) };
  }
}
