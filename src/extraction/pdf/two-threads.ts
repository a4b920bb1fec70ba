import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { LayOutOptions } from '../layout/page-layout.js';
import { KeptThread } from './kept-thread.js';
import { compiledEngine } from './pdfium.js';
import type { PdfiumDocument } from './pdfium-document.js';
import { type LaidOutPage, layOutPage, readEnginePage } from './pdfium-page-reader.js';

/** Of fewer pages the second thread reads none before the first is done. */
const MIN_PAGES = 24;
/** The second engine holds the file a second time. */
const MAX_BYTES = 128 * 1024 * 1024;

/** Smaller documents seldom have so many pages; larger ones that have few cost a process one start of a thread. */
const LIKELY_LONG = 512 * 1024;

/** The module of the second thread; null where it is not built, as when tests run from the sources. */
export const PAGE_THREAD = existsSync(new URL('./page-thread.js', import.meta.url))
  ? new URL('./page-thread.js', import.meta.url)
  : null;

/** Starts the second thread while the document is being opened, if its size says that it may have many pages. */
export function expectLongDocument(byteLength: number, module = PAGE_THREAD): void {
  if (module && byteLength >= LIKELY_LONG && byteLength <= MAX_BYTES && availableParallelism() > 1)
    KeptThread.prepare(module);
}

export interface ReadOutcome {
  number: number;
  /** Null when the page could not be read; then `error` says why. */
  page: LaidOutPage | null;
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
  const helper = module && isWorthIt ? KeptThread.take(module) : null;
  let isDone = false;
  try {
    const { path } = document;
    helper?.read({
      engine: await compiledEngine(),
      path,
      numbers,
      options: { tables: options.tables },
      taken: taken.buffer,
    });
    let index = 0;
    while (Atomics.add(taken, 0, 1) < numbers.length) {
      const outcome = await readHere(document, numbers[index] ?? 0, options);
      yield { ...outcome, done: Math.min(Atomics.load(taken, 0), numbers.length) };
      index += 1;
      // What the other thread has brought is laid out meanwhile, not all of it at the end with the other core idle.
      if (helper) await setImmediate();
    }
    for (const number of numbers.slice(index)) {
      const outcome = (await helper?.outcomeOf(number)) ?? (await readHere(document, number, options));
      yield { ...outcome, done: numbers.length };
    }
    isDone = true;
  } finally {
    // Whoever stops amid the pages does not wait for the one that the other thread is at.
    await (isDone ? helper?.keep() : helper?.stop());
  }
}

async function readHere(
  document: PdfiumDocument,
  number: number,
  options: LayOutOptions,
): Promise<Omit<ReadOutcome, 'done'>> {
  try {
    return { number, page: layOutPage(await readEnginePage(document, number, options), options), error: null };
  } catch (error) {
    return { number, page: null, error };
  }
}
