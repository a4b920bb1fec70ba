import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { LayOutOptions } from '../layout/page-layout.js';
import { compiledEngine } from './pdfium.js';
import type { PdfiumDocument } from './pdfium-document.js';
import { type ReadPage, readPdfiumPage } from './pdfium-page-reader.js';

/** Of fewer pages the second thread reads none before the first is done. */
const MIN_PAGES = 24;
/** The second engine holds the file a second time. */
const MAX_BYTES = 128 * 1024 * 1024;

/** The module of the second thread; null where it is not built, as when tests run from the sources. */
export const PAGE_THREAD = existsSync(new URL('./page-thread.js', import.meta.url))
  ? new URL('./page-thread.js', import.meta.url)
  : null;

/** What the second thread is given. */
export interface PageThreadData {
  /** The compiled engine. */
  engine: object;
  path: string;
  /** The pages to read, from the last one down. */
  numbers: readonly number[];
  options: LayOutOptions;
  /** One 32-bit number: how many pages have been taken by either thread. */
  taken: SharedArrayBuffer;
}

/** What the second thread says of a page: `error` when it could not be read. */
export interface PageThreadMessage {
  number: number;
  read: ReadPage | null;
  error: string | null;
}

export interface ReadOutcome {
  number: number;
  /** Null when the page could not be read; then `error` says why. */
  read: ReadPage | null;
  error: unknown;
  /** How many of the pages have been read, later ones among them. */
  done: number;
}

/**
 * Reads pages in their order, those of a long document on two cores: this thread takes pages from the front, another
 * with an engine of its own from the back, until they meet. Pages that the other thread has taken and not brought, as it
 * ended before, are read here.
 */
export async function* readInTwoThreads(
  document: PdfiumDocument,
  module: URL | null,
  numbers: readonly number[],
  options: LayOutOptions,
): AsyncGenerator<ReadOutcome> {
  const taken = new Int32Array(new SharedArrayBuffer(4));
  const isWorthIt = numbers.length >= MIN_PAGES && document.byteLength <= MAX_BYTES && availableParallelism() > 1;
  const helper = module && isWorthIt ? await PageThread.start(module, document.path, numbers, options, taken) : null;
  try {
    let index = 0;
    while (Atomics.add(taken, 0, 1) < numbers.length) {
      const outcome = await readHere(document, numbers[index] ?? 0, options);
      yield { ...outcome, done: Math.min(Atomics.load(taken, 0), numbers.length) };
      index += 1;
      // What the other thread has brought is taken in meanwhile, not all of it at the end.
      if (helper) await setImmediate();
    }
    for (const number of numbers.slice(index)) {
      const outcome = (await helper?.outcomeOf(number)) ?? (await readHere(document, number, options));
      yield { ...outcome, done: numbers.length };
    }
  } finally {
    await helper?.stop();
  }
}

async function readHere(
  document: PdfiumDocument,
  number: number,
  options: LayOutOptions,
): Promise<Omit<ReadOutcome, 'done'>> {
  try {
    return { number, read: await readPdfiumPage(document, number, options), error: null };
  } catch (error) {
    return { number, read: null, error };
  }
}

/** The second thread, seen from the first. */
class PageThread {
  private readonly outcomes = new Map<number, PageThreadMessage>();
  private ended = false;
  private onNews: () => void = () => undefined;

  private constructor(private readonly worker: Worker) {
    worker.on('message', (message: PageThreadMessage) => {
      this.outcomes.set(message.number, message);
      this.onNews();
    });
    const end = (): void => {
      this.ended = true;
      this.onNews();
    };
    worker.once('error', end);
    worker.once('exit', end);
  }

  static async start(
    module: URL,
    path: string,
    numbers: readonly number[],
    options: LayOutOptions,
    taken: Int32Array<SharedArrayBuffer>,
  ): Promise<PageThread> {
    const data: PageThreadData = {
      engine: await compiledEngine(),
      path,
      numbers,
      options: { tables: options.tables },
      taken: taken.buffer,
    };
    return new PageThread(new Worker(module, { workerData: data }));
  }

  /** Null when the thread ended without it. */
  async outcomeOf(number: number): Promise<PageThreadMessage | null> {
    while (!this.outcomes.has(number) && !this.ended) {
      await new Promise<void>((resolve) => {
        this.onNews = resolve;
      });
    }
    const outcome = this.outcomes.get(number) ?? null;
    this.outcomes.delete(number);
    return outcome;
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }
}
