import { EventEmitter, once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Sandbox, type SandboxOptions } from './sandbox.js';

const childModule = join(import.meta.dirname, '../../test/fixtures/sandbox/child.mjs');

describe('A sandbox whose processes stand by', () => {
  let scratchDirectory: string;
  let failures: unknown[];
  let ready: EventEmitter;
  let sandbox: Sandbox;

  beforeEach(async () => {
    scratchDirectory = await mkdtemp(join(tmpdir(), 'standby-test-'));
    failures = [];
    ready = new EventEmitter();
  });

  afterEach(async () => {
    await sandbox.close();
    await rm(scratchDirectory, { recursive: true, force: true });
  });

  /** `sample` is what the fixture's processes do before there is work. */
  function create(sample = 'report', options: Partial<SandboxOptions> = {}): Sandbox {
    sandbox = new Sandbox({
      size: 1,
      timeoutMs: 20_000,
      memoryBytes: 512 * 1024 * 1024,
      scratchDirectory,
      childModule,
      standby: {
        module: 'any.task.js',
        input: sample,
        onReady: () => ready.emit('process'),
        onFailure: (error) => failures.push(error),
      },
      ...options,
    });
    return sandbox;
  }

  /** What the process that did it had been given until then. */
  async function run(behaviour: string): Promise<string[]> {
    const { output, release } = await sandbox.run<string, { received: string[] }>(
      { module: 'any.task.js' },
      () => behaviour,
    );
    await release();
    return output.received;
  }

  it('has each process read the sample before it is given a task', async () => {
    create('report', { size: 2 });
    await once(ready, 'process');
    await once(ready, 'process');
    // Both at once, so that both processes are asked.
    expect(await Promise.all([run('report'), run('report')])).toEqual([
      ['report', 'report'],
      ['report', 'report'],
    ]);
    expect(await readdir(scratchDirectory)).toEqual([]);
  });

  it.each(['exit', 'fault'])('has the process that follows one lost by %s read it as well', async (behaviour) => {
    create();
    await once(ready, 'process');
    await expect(run(behaviour)).rejects.toThrow();
    await once(ready, 'process');
    expect(await run('report')).toEqual(['report', 'report']);
  });

  it('replaces a process after its number of tasks by one that has read the sample', async () => {
    create('report', { tasksPerChild: 2 });
    await once(ready, 'process');
    expect(await run('report')).toEqual(['report', 'report']);
    await once(ready, 'process');
    expect(await run('report')).toEqual(['report', 'report']);
  });

  it('has work that waits for a process done first', async () => {
    create();
    const [lost, done] = await Promise.allSettled([run('exit'), run('report')]);
    expect(lost).toMatchObject({ status: 'rejected' });
    expect(done).toMatchObject({ value: ['report'] });
  });

  it.each(['exit', 'fault', 'error'])('starts processes with work, and says so once, after %s', async (sample) => {
    create(sample, { size: 2 });
    expect(await run('report')).toEqual(['report']);
    await expect(run('exit')).rejects.toThrow();
    expect(await run('report')).toEqual(['report']);
    expect(failures).toHaveLength(1);
  });

  it('does not wait for the sample when it is closed, and calls that no failure', async () => {
    await create('loop').close();
    expect(failures).toEqual([]);
    expect(await readdir(scratchDirectory)).toEqual([]);
  });

  it('gives up a sample that takes too long', async () => {
    create('loop', { timeoutMs: 3_000 });
    expect(await run('report')).toEqual(['report']);
    expect(failures).toEqual([expect.objectContaining({ code: 'TIMED_OUT' })]);
  });
});
