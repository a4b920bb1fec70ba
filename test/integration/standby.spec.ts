import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Sandbox } from '../../src/sandbox/sandbox.js';
import { DEFAULT_OPTIONS } from '../fixtures/extract-fixture.js';

const childModule = join(import.meta.dirname, '../../dist/sandbox/sandbox-child.js');
let scratchDirectory: string;
let sandbox: Sandbox | null = null;

beforeEach(async () => {
  scratchDirectory = await mkdtemp(join(tmpdir(), 'standby-test-'));
});

afterEach(async () => {
  await sandbox?.close();
  await rm(scratchDirectory, { recursive: true, force: true });
});

it.each([
  ['extraction/warm-up.task.js', 1536, DEFAULT_OPTIONS],
  ['reports/warm-up.task.js', 400, null],
])(
  'a confined process stands by with %s and leaves nothing behind',
  async (module, megabytes, input) => {
    await new Promise<void>((onReady, onFailure) => {
      sandbox = new Sandbox({
        size: 1,
        timeoutMs: 60_000,
        memoryBytes: megabytes * 1024 * 1024,
        scratchDirectory,
        childModule,
        isolation: 'auto',
        standby: { module, input, onReady, onFailure },
      });
    });
    await sandbox?.close();
    expect(await readdir(scratchDirectory)).toEqual([]);
  },
  60_000,
);
