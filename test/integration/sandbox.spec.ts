import exceljs from 'exceljs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { ExtractionInput } from '../../src/extraction/extraction.task.js';
import type { Extraction, SourceFile } from '../../src/extraction/extraction.types.js';
import type { SandboxTask } from '../../src/sandbox/sandbox-task.js';
import { Sandbox, type SandboxResult, type SandboxRunOptions } from '../../src/sandbox/sandbox.js';
import { DEFAULT_OPTIONS, fixture } from '../fixtures/extract-fixture.js';

const childModule = join(import.meta.dirname, '../../dist/sandbox/sandbox-child.js');
const options = DEFAULT_OPTIONS;
const EXTRACTION: SandboxTask<ExtractionInput, Extraction> = { module: 'extraction/extraction.task.js' };

function read(sandbox: Sandbox, file: SourceFile, how: SandboxRunOptions = {}): Promise<SandboxResult<Extraction>> {
  const input = ([path = '']: readonly string[]): ExtractionInput => ({ file: { ...file, path }, options });
  return sandbox.run(EXTRACTION, input, { ...how, files: [file.path] });
}

/** The sandbox with the program it really runs, as `npm run build` leaves it. */
describe('Sandbox with the reader of documents', () => {
  let scratchDirectory: string;
  let sandbox: Sandbox;

  beforeAll(async () => {
    scratchDirectory = await mkdtemp(join(tmpdir(), 'sandbox-test-'));
    const memoryBytes = 1536 * 1024 * 1024;
    const isolation = 'auto';
    sandbox = new Sandbox({ size: 1, timeoutMs: 60_000, memoryBytes, scratchDirectory, childModule, isolation });
  });

  afterAll(async () => {
    await sandbox.close();
    await rm(scratchDirectory, { recursive: true, force: true });
  });

  it('reads documents of every family in one process and leaves nothing behind', async () => {
    const expected = {
      'multi_page.pdf': 'Wang Laboratories',
      's_매출현황.xlsx': '거래처별 매출 현황',
      'webp-test.webp': 'Docling bundles PDF document conversion to',
    };
    for (const [name, text] of Object.entries(expected)) {
      const stages: string[] = [];
      const run = { onProgress: ({ stage }: { stage: string }) => stages.push(stage) };
      const result = await read(sandbox, fixture(name), run);
      expect(result.output.text).toContain(text);
      expect(stages.at(-1)).toBe('finish');
      await result.release();
      expect(await readdir(scratchDirectory)).toEqual([]);
    }
  }, 60_000);

  it('says what is wrong with a document', async () => {
    const running = read(sandbox, fixture('pass_protected.xlsx'));
    await expect(running).rejects.toMatchObject({ name: 'DocumentFault', code: 'ENCRYPTED_FILE' });
  }, 30_000);

  it('is stopped in the midst of OCR: nothing is heard of it any more, nothing of it is left', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-stopped-'));
    const killed: number[] = [];
    const onKill = (pid: number): void => void killed.push(pid);
    const settings = { size: 1, timeoutMs: 120_000, memoryBytes: 1536 * 1024 * 1024, scratchDirectory: folder };
    const stopped = new Sandbox({ ...settings, childModule, onKill });
    try {
      const path = join(scratchDirectory, 'scans.tiff');
      await writeScans(path, 8);
      const owner = new AbortController();
      const heardAfterwards: string[] = [];
      const onProgress = ({ stage, message }: { stage: string; message: string }): void => {
        if (owner.signal.aborted) heardAfterwards.push(message);
        // Both engines are at work on two pages by the time that a third one's turn comes.
        if (stage === 'ocr' && message === 'Reading image 3 of 8') owner.abort(new Error('cancelled by its owner'));
      };
      const run = { onProgress, signal: owner.signal };
      const running = read(stopped, { path, mediaType: 'image/tiff' }, run);
      await expect(running).rejects.toThrow('cancelled by its owner');
      expect({ heardAfterwards, alive: killed.map(isAlive) }).toEqual({ heardAfterwards: [], alive: [false] });
      expect(await readdir(folder)).toEqual([]);
    } finally {
      await stopped.close();
      await rm(folder, { recursive: true });
    }
  }, 120_000);

  it('reads a sheet of 200,000 rows in the memory of a small one', async () => {
    const path = join(scratchDirectory, 'large.xlsx');
    await writeLargeWorkbook(path, 200_000);
    const small = new Sandbox({
      size: 1,
      timeoutMs: 120_000,
      memoryBytes: 260 * 1024 * 1024,
      scratchDirectory: join(scratchDirectory, 'small'),
      childModule,
    });
    try {
      const file = { ...fixture('date.xlsx'), path };
      const { output, outputDirectory } = await read(small, file);
      expect(output.tables[0]).toMatchObject({ row_count: 200_000, columns: { length: 8 } });
      const { size } = await stat(join(outputDirectory, 'tables', 't1.ndjson'));
      expect(size).toBeGreaterThan(200_000 * 40);
    } finally {
      await small.close();
    }
  }, 120_000);

  it('ends its processes when their parent is killed', async () => {
    const program = `
      const { fork } = await import('node:child_process');
      const child = fork(${JSON.stringify(childModule)}, [], { env: {}, stdio: 'ignore' });
      child.once('spawn', () => console.log(child.pid));
      setInterval(() => undefined, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program]);
    const [output] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(output.toString());
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    while (isAlive(pid)) await delay(20);
    expect(isAlive(pid)).toBe(false);
  }, 10_000);
});

/** Pages of a fixture's text, as a scanner puts them into one file. */
async function writeScans(path: string, count: number): Promise<void> {
  const page = sharp(fixture('webp-test.webp').path).greyscale().toColourspace('b-w');
  const { data, info } = await page.raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const pages = Buffer.concat(Array.from({ length: count }, () => data));
  await sharp(pages, { raw: { width, height: height * count, channels: 1, pageHeight: height } })
    .tiff()
    .toFile(path);
}

async function writeLargeWorkbook(path: string, rows: number): Promise<void> {
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ filename: path });
  const sheet = workbook.addWorksheet('Rows');
  sheet.addRow(Array.from({ length: 8 }, (_, column) => `column ${column}`)).commit();
  for (let row = 0; row < rows; row += 1) {
    sheet.addRow([`name ${row}`, row, row / 7, true, row * 2, `city ${row % 50}`, row % 3, 'x']).commit();
  }
  sheet.commit();
  await workbook.commit();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
