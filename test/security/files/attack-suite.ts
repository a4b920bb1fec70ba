import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { TestFile } from '../../factories.js';
import { eventually } from '../../support/eventually.js';
import type { Owner } from '../../support/owner.js';

import { isAlive, type ServiceProcess } from '../../support/processes.js';
import { processesSuite } from '../../support/processes-suite.js';

export const LIMITS = {
  seconds: 15,
  megabytes: 512,
  pages: 300,
  cells: 200_000,
  pixels: 100_000_000,
  ratio: 200,
  unpackedBytes: 256 * 1024 * 1024,
};
/** A job may wait for a process to start, and be put in order afterwards, on a machine that does other things besides. */
const PATIENCE_MS = (LIMITS.seconds + 10) * 1000;
const INSIDE =
  /node_modules|\/dist\/|\/src\/|\bat [\w.]+ \(|\.[jt]s:\d|saxes|pdfium|pdf\.?js|sharp|vips|yauzl|zlib|xlsx@|Emscripten|wasm/i;

export interface Ending {
  /** What the document ended in; `refused` at the door. */
  status: 'completed' | 'failed' | 'refused';
  code: string | null;
  message: string;
  /** Of a document that was read: codes and texts of its warnings. */
  warnings: { code: string; message: string }[];
  /** All of what was read, as JSON text. */
  data: string;
}

/** Attacks the suite's service with one file and tells how that ended. */
export type Attack = (file: TestFile) => Promise<Ending>;

/**
 * Gives the suite that calls it a service with low limits, as processes of their own. After each test the worker must
 * be the same one and do the next job, and no file may be left where it works.
 */
export function attackSuite(): Attack {
  // Registered before the suite's own hook, which ends the processes; the reports of what was read are made meanwhile.
  afterAll(async () => {
    await eventually(async () => {
      expect(await suite.count('jobs', `status IN ('queued', 'running')`)).toBe(0);
      expect(folders.flatMap(filesBelow)).toEqual([]);
    }, 4 * PATIENCE_MS);
  }, 5 * PATIENCE_MS);
  const suite = processesSuite();
  let owner: Owner;
  let worker: ServiceProcess;
  let folders: string[];

  beforeAll(async () => {
    const { directory } = suite.environment;
    folders = ['scratch', 'tmp'].map((name) => join(directory, name));
    for (const folder of folders) mkdirSync(folder, { recursive: true });
    owner = await suite.signUp(await suite.start('main', { MAX_UPLOAD_SIZE: String(64 * 1024 * 1024) }));
    worker = await suite.start('worker', {
      TMPDIR: join(directory, 'tmp'),
      JOB_TIMEOUT_SECONDS: String(LIMITS.seconds),
      JOB_MEMORY_MB: String(LIMITS.megabytes),
      MAX_PAGES: String(LIMITS.pages),
      MAX_CELLS: String(LIMITS.cells),
      MAX_PIXELS: String(LIMITS.pixels),
      MAX_DECOMPRESSION_RATIO: String(LIMITS.ratio),
      MAX_DECOMPRESSED_BYTES: String(LIMITS.unpackedBytes),
    });
  }, 180_000);

  afterEach(async () => {
    expect(isAlive(worker.pid)).toBe(true);
    const next = await owner.process({ name: 'next.csv', bytes: Buffer.from('Item,Price\nPen,3\n') });
    expect(next.status).toBe('completed');
  }, 2 * PATIENCE_MS);

  return async (file) => {
    const answer = await owner.client.upload(owner.token, file, {});
    if (answer.status !== 202) {
      expect(answer.body.message).not.toMatch(INSIDE);
      return { status: 'refused', code: answer.body.error_code, message: answer.body.message, warnings: [], data: '' };
    }
    const { id } = answer.body.data as { id: string };
    const startedAt = Date.now();
    await owner.untilEnd(id);
    expect(Date.now() - startedAt).toBeLessThan(PATIENCE_MS);
    const document = await owner.document(id);
    const message = document.error?.message ?? '';
    expect(message).not.toMatch(INSIDE);
    const ending = { status: document.status as Ending['status'], code: document.error?.code ?? null, message };
    if (document.status !== 'completed') return { ...ending, warnings: [], data: '' };
    const { data } = (await owner.get(`/api/documents/${id}/extracted-data`)).body as {
      data: { warnings: Ending['warnings'] };
    };
    for (const warning of data.warnings) expect(warning.message).not.toMatch(/\bat [\w.]+ \(|node_modules|file:\/\//);
    return { ...ending, warnings: data.warnings, data: JSON.stringify(data) };
  };
}

/** Nothing at all where a file may come and go under our eyes. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}
