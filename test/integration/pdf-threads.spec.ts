import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PageOutcome } from '../../src/extraction/pdf/pdf-engine.js';
import { KeptThread } from '../../src/extraction/pdf/kept-thread.js';
import { PdfiumDocument } from '../../src/extraction/pdf/pdfium-document.js';
import { PdfiumEngine } from '../../src/extraction/pdf/pdfium.engine.js';
import { buildPdf } from '../fixtures/build-pdf.js';

const THREAD = new URL('../../dist/extraction/pdf/page-thread.js', import.meta.url);
const PAGES = 60;

/** Every page says its number. */
function aBook(): Buffer {
  const numbers = Array.from({ length: PAGES }, (_, index) => index + 1);
  const objects = numbers.map((number) => {
    const content = `BT /F 12 Tf 10 50 Td (This is page ${number}) Tj ET`;
    return `${number + 1000} 0 obj <</Length ${content.length}>> stream\n${content}\nendstream endobj`;
  });
  const pages = numbers.map((number) => `/Contents ${number + 1000} 0 R/Resources<</Font<</F 3 0 R>>>>`);
  return buildPdf(pages, { objects });
}

describe('reading a long PDF in two threads', () => {
  let folder: string;
  let engine: PdfiumEngine;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pdf-threads-'));
  });

  afterEach(async () => {
    await engine.close();
    await rm(folder, { recursive: true });
  });

  async function open(bytes: Buffer, thread: URL | null): Promise<void> {
    const path = join(folder, 'book.pdf');
    await writeFile(path, bytes);
    const document = await PdfiumDocument.open(path);
    if (!document) throw new Error('The book cannot be opened');
    engine = new PdfiumEngine(document, thread);
  }

  async function readAll(): Promise<PageOutcome[]> {
    const numbers = Array.from({ length: PAGES }, (_, index) => index + 1);
    const outcomes: PageOutcome[] = [];
    for await (const outcome of engine.readPages(numbers, { tables: true })) outcomes.push(outcome);
    return outcomes;
  }

  it('gives every page once, in its order, as one thread does', async () => {
    await open(aBook(), null);
    const alone = await readAll();
    await engine.close();
    await open(aBook(), THREAD);
    const together = await readAll();
    expect(together.map(({ page }) => page)).toEqual(alone.map(({ page }) => page));
    expect(together.map(({ page }) => page?.text)).toEqual(alone.map((_, index) => `This is page ${index + 1}`));
    expect(together.at(-1)?.done).toBe(PAGES);
  });

  it('tells which page cannot be read, whoever was to read it', async () => {
    const broken = aBook().toString('latin1').replace('11 0 obj', '9011 0 obj').replace('68 0 obj', '9068 0 obj');
    await open(Buffer.from(broken, 'latin1'), THREAD);
    const unread = (await readAll()).filter(({ page }) => page === null);
    expect(unread.map(({ number }) => number)).toEqual([2, 59]);
  });

  it('reads all of it when the other thread dies', async () => {
    const dying = join(folder, 'dying.mjs');
    await writeFile(
      dying,
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', ({ taken }) => {
         Atomics.add(new Int32Array(taken), 0, 5);
         throw new Error('gone');
       });`,
    );
    await open(aBook(), new URL(`file://${dying}`));
    expect((await readAll()).map(({ page }) => page?.text)).toContain('This is page 60');
  });

  it('leaves no thread behind when whoever reads stops', async () => {
    await open(aBook(), THREAD);
    for await (const { number } of engine.readPages(
      [...Array(PAGES).keys()].map((page) => page + 1),
      { tables: true },
    )) {
      if (number === 3) break;
    }
    expect(process.getActiveResourcesInfo()).not.toContain('MessagePort');
  });
});

describe('the second thread', () => {
  /** A thread of its own for each test; it does nothing. */
  function idleThread(name: string): URL {
    return new URL(
      `data:text/javascript,import { parentPort } from 'node:worker_threads';parentPort.on('message',()=>{});//${name}`,
    );
  }

  it('is kept for the next book', async () => {
    const module = idleThread('kept');
    const first = KeptThread.take(module);
    await first.keep();
    const second = KeptThread.take(module);
    await second.stop();
    expect(second).toBe(first);
  });

  it('is not shared by two books at once, and one is kept of two', async () => {
    const module = idleThread('shared');
    const [first, second] = [KeptThread.take(module), KeptThread.take(module)];
    await first.keep();
    await second.keep();
    const [third, fourth] = [KeptThread.take(module), KeptThread.take(module)];
    await Promise.all([third.stop(), fourth.stop()]);
    expect([second === first, third === first, fourth === second]).toEqual([false, true, false]);
  });

  it('is replaced once it has ended', async () => {
    const module = idleThread('replaced');
    const first = KeptThread.take(module);
    await first.keep();
    await first.stop();
    const second = KeptThread.take(module);
    await second.stop();
    expect(second).not.toBe(first);
  });
});
