import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRun, RunStateFile, type RunState } from './run-state.js';

const RUN: Omit<RunState, 'pid' | 'started'> = {
  status: 'starting',
  version: '0.0.0',
  started_at: '2026-01-01T00:00:00.000Z',
  url: 'http://localhost:1',
  port: 1,
  detached: false,
  settings: { port: 1, host: '0.0.0.0', apis: 1, workers: 1, production: false, database: 'embedded' },
  processes: [],
};

describe('RunStateFile', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sheaf-state-'));
    path = join(folder, 'sheaf.json');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is claimed once', async () => {
    const [one, two] = await Promise.all([RunStateFile.claim(path, RUN), RunStateFile.claim(path, RUN)]);
    const claims = [one, two].filter((claim) => claim instanceof RunStateFile);
    expect(claims).toHaveLength(1);
    expect([one, two].find((claim) => !(claim instanceof RunStateFile))).toMatchObject({ live: true });
  });

  it('is claimed anew when its process is gone, or another has its number', async () => {
    await writeFile(path, JSON.stringify({ ...RUN, pid: process.pid, started: 'long ago' }));
    expect(await readRun(path)).toMatchObject({ live: false });
    expect(await RunStateFile.claim(path, RUN)).toBeInstanceOf(RunStateFile);
    expect(await readRun(path)).toMatchObject({ live: true, state: { pid: process.pid } });
  });

  it('takes a damaged file for none', async () => {
    await writeFile(path, '{"pid": 1');
    expect(await readRun(path)).toBeUndefined();
    expect(await RunStateFile.claim(path, RUN)).toBeInstanceOf(RunStateFile);
  });

  it('keeps each process once, and leaves nothing when it is removed', async () => {
    const file = await RunStateFile.claim(path, RUN);
    if (!(file instanceof RunStateFile)) throw new Error('not claimed');
    const entry = { name: 'worker-10', pid: 1, started: '1', since: '', restarts: 0 };
    await Promise.all([
      file.setProcess(entry),
      file.setProcess({ ...entry, name: 'worker-9' }),
      file.setProcess({ ...entry, restarts: 1 }),
    ]);
    const written = JSON.parse(await readFile(path, 'utf8')) as RunState;
    expect(written.processes.map(({ name, restarts }) => [name, restarts])).toEqual([
      ['worker-9', 0],
      ['worker-10', 1],
    ]);
    await file.remove();
    expect(await readdir(folder)).toEqual([]);
  });
});
