import { Worker } from 'node:worker_threads';
import type { LayOutOptions } from '../layout/page-layout.js';
import { type EnginePage, type LaidOutPage, layOutPage } from './pdfium-page-reader.js';

/** The pages of a document that the second thread is to read. */
export interface PageThreadJob {
  /** Told with every answer: what was asked before it may still be answered. */
  id: number;
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
  job: number;
  number: number;
  page: EnginePage | null;
  error: string | null;
}

/** What has come of a page that the second thread has read, laid out in the first one. */
interface PageOutcome {
  page: LaidOutPage | null;
  error: unknown;
}

const kept = new Map<string, KeptThread>();
let lastJob = 0;

/**
 * A second thread for reading pages, seen from the first. It is kept for the next document, as starting it and compiling
 * its code cost as much as reading a hundred pages; each document is read by an engine of its own. It does not keep the
 * process from ending.
 */
export class KeptThread {
  private readonly outcomes = new Map<number, PageOutcome>();
  private ended = false;
  private job: PageThreadJob | null = null;
  private onNews: () => void = () => undefined;

  private constructor(
    private readonly worker: Worker,
    private readonly module: URL,
  ) {
    worker.unref();
    worker.on('message', (message: PageThreadMessage) => {
      if (this.job?.id === message.job) this.outcomes.set(message.number, finish(message, this.job.options));
      this.onNews();
    });
    const end = (): void => {
      this.ended = true;
      if (kept.get(module.href) === this) kept.delete(module.href);
      this.onNews();
    };
    worker.once('error', end);
    worker.once('exit', end);
  }

  /** Starts a thread that is likely to be wanted, if none is waiting: it takes as long as opening a document. */
  static prepare(module: URL): void {
    if (!kept.has(module.href)) kept.set(module.href, new KeptThread(new Worker(module), module));
  }

  /** The thread that waits for work, or else a new one; to be given back by {@link keep} or {@link stop}. */
  static take(module: URL): KeptThread {
    const waiting = kept.get(module.href);
    kept.delete(module.href);
    return waiting ?? new KeptThread(new Worker(module), module);
  }

  /** Has pages read; a thread does so for one document at a time. */
  read(job: Omit<PageThreadJob, 'id'>): void {
    lastJob += 1;
    this.job = { ...job, id: lastJob };
    this.outcomes.clear();
    this.worker.ref();
    this.worker.postMessage(this.job);
  }

  /** Null when the thread ended without it. */
  async outcomeOf(number: number): Promise<(PageOutcome & { number: number }) | null> {
    while (!this.outcomes.has(number) && !this.ended) {
      await new Promise<void>((resolve) => {
        this.onNews = resolve;
      });
    }
    const outcome = this.outcomes.get(number);
    this.outcomes.delete(number);
    return outcome ? { number, ...outcome } : null;
  }

  /** For the next document. */
  async keep(): Promise<void> {
    if (this.ended) return;
    this.worker.unref();
    if (kept.has(this.module.href)) await this.stop();
    else kept.set(this.module.href, this);
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }
}

function finish({ page, error }: PageThreadMessage, options: LayOutOptions): PageOutcome {
  try {
    return { page: page && layOutPage(page, options), error };
  } catch (fault) {
    return { page: null, error: fault };
  }
}
