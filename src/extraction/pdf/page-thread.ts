/** The second thread of `readInTwoThreads`: reads pages from the last one down until it meets the first thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { describeError } from '../../common/errors.js';
import { adoptEngine } from './pdfium.js';
import { PdfiumDocument } from './pdfium-document.js';
import { readPdfiumPage } from './pdfium-page-reader.js';
import type { PageThreadData, PageThreadMessage } from './two-threads.js';

const { engine, path, numbers, options, taken } = workerData as PageThreadData;
adoptEngine(engine);
const document = await PdfiumDocument.open(path);
const counter = new Int32Array(taken);
for (let index = numbers.length - 1; document && Atomics.add(counter, 0, 1) < numbers.length; index -= 1) {
  parentPort?.postMessage(await outcomeOf(document, numbers[index] ?? 0));
}

async function outcomeOf(of: PdfiumDocument, number: number): Promise<PageThreadMessage> {
  try {
    return { number, read: await readPdfiumPage(of, number, options), error: null };
  } catch (error) {
    return { number, read: null, error: describeError(error) };
  }
}
