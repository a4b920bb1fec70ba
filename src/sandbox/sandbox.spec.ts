import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ChildLostError } from '../common/errors.js';
import { SandboxClosedError } from './sandbox.errors.js';
import type { TaskProgress } from './sandbox-task.js';
import { Sandbox, type SandboxOptions, type SandboxResult } from './sandbox.js';

// Real engines on real files, on machines that do other things besides.
jest.setTimeout(60_000);

const MEBIBYTE = 1024 * 1024;
const childModule = join(import.meta.dirname, '../../test/fixtures/sandbox/child.mjs');

/** What the fixture's `report` leaves as its result. */
interface Report {
  pid: number;
  environment: Record<string, string>;
  execArgv: string[];
  received: string[];
  temporaryFolderExists: boolean;
}

describe('Sandbox', () => {
  let scratchDirectory: string;
  let sandboxes: Sandbox[];
  let progress: TaskProgress[];
  let kills: string[];

  beforeEach(async () => {
    scratchDirectory = await mkdtemp(join(tmpdir(), 'sandbox-test-'));
    sandboxes = [];
    progress = [];
    kills = [];
  });

  afterEach(async () => {
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
    await rm(scratchDirectory, { recursive: true, force: true });
  });

  function create(options: Partial<SandboxOptions> = {}): Sandbox {
    const defaults = { size: 1, timeoutMs: 20_000, memoryBytes: 512 * MEBIBYTE, scratchDirectory, childModule };
    const onKill = (_pid: number, reason: string): void => void kills.push(reason);
    const sandbox = new Sandbox({ ...defaults, onKill, ...options });
    sandboxes.push(sandbox);
    return sandbox;
  }

  function run(sandbox: Sandbox, behaviour: string, signal?: AbortSignal): Promise<SandboxResult<unknown>> {
    return sandbox.run({ module: 'any.task.js' }, () => behaviour, {
      onProgress: (step) => progress.push(step),
      ...(signal && { signal }),
    });
  }

  async function report(sandbox: Sandbox): Promise<Report> {
    const result = await run(sandbox, 'report');
    await result.release();
    return result.output as Report;
  }

  function untilStarted(
    sandbox: Sandbox,
    behaviour: string,
    controller: AbortController,
  ): Promise<SandboxResult<unknown>> {
    const started = sandbox.run({ module: 'any.task.js' }, () => behaviour, {
      signal: controller.signal,
      onProgress: () => {
        controller.abort(new Error('cancelled by its owner'));
      },
    });
    return started;
  }

  it('gives what the child left as its result', async () => {
    const result = await run(create(), 'report');
    expect(result.output).toMatchObject({ received: ['report'] });
    expect(existsSync(join(result.outputDirectory, 'result.json'))).toBe(true);
  });

  it('removes the output directory on release', async () => {
    const result = await run(create(), 'report');
    await result.release();
    expect(await readdir(scratchDirectory)).toEqual([]);
  });

  it('relays progress', async () => {
    await report(create());
    expect(progress).toEqual([{ stage: 'report', progress: 0.5, message: expect.stringMatching(/^pid/) }]);
  });

  it('gives the child no environment but the time zone, a folder for temporary files and what the allocator is told', async () => {
    const { environment, temporaryFolderExists } = await report(create());
    expect(environment).toEqual({
      TZ: 'UTC',
      TMPDIR: expect.stringContaining(scratchDirectory),
      MALLOC_ARENA_MAX: '2',
    });
    expect(temporaryFolderExists).toBe(true);
  });

  it('shares no folder for temporary files with another sandbox in the same scratch directory', async () => {
    const folders = await Promise.all([create(), create()].map(async (sandbox) => (await report(sandbox)).environment));
    expect(folders[0]?.TMPDIR).not.toBe(folders[1]?.TMPDIR);
  });

  it('limits the heap of the child to a part of its memory', async () => {
    const { execArgv } = await report(create({ memoryBytes: 400 * MEBIBYTE }));
    expect(execArgv).toEqual(['--max-old-space-size=300']);
  });

  it('uses an idle child again', async () => {
    const sandbox = create();
    const first = await report(sandbox);
    const second = await report(sandbox);
    expect(second.pid).toBe(first.pid);
    expect(second.received).toEqual(['report', 'report']);
  });

  it('replaces a child after its number of files', async () => {
    const sandbox = create({ tasksPerChild: 2 });
    const pids = [await report(sandbox), await report(sandbox), await report(sandbox)].map(({ pid }) => pid);
    expect(pids[1]).toBe(pids[0]);
    expect(pids[2]).not.toBe(pids[0]);
  });

  it('replaces a child that has kept so much memory that the next file would be blamed for it', async () => {
    const sandbox = create({ memoryBytes: 400 * MEBIBYTE });
    const result = await run(sandbox, 'bloat');
    await result.release();
    expect((await report(sandbox)).pid).not.toBe((result.output as Report).pid);
  });

  it('runs as many files at a time as it has children and the rest in order', async () => {
    const sandbox = create({ size: 2 });
    const reports = await Promise.all(Array.from({ length: 5 }, () => report(sandbox)));
    expect(new Set(reports.map(({ pid }) => pid)).size).toBe(2);
  });

  it('kills a child that takes too long', async () => {
    const running = run(create({ timeoutMs: 600 }), 'loop');
    await expect(running).rejects.toMatchObject({
      name: 'DocumentFault',
      code: 'TIMED_OUT',
      key: 'failure.timed_out',
      params: { seconds: 0.6 },
    });
    expect(kills).toEqual(['timed_out']);
  });

  it('kills a child whose threads together take too much processor time, long before its time is over', async () => {
    const running = run(create({ timeoutMs: 600_000, processors: 1 / 400 }), 'threads');
    await expect(running).rejects.toMatchObject({ code: 'TIMED_OUT', key: 'failure.timed_out' });
    expect(kills).toEqual(['timed_out']);
  });

  it('kills a child whose buffers take too much memory', async () => {
    const running = run(create({ memoryBytes: 200 * MEBIBYTE }), 'buffers');
    await expect(running).rejects.toMatchObject({ code: 'OUT_OF_MEMORY', params: { megabytes: 200 } });
    expect(kills).toEqual(['out_of_memory']);
  });

  it('knows an exhausted heap by what V8 says of it', async () => {
    const sandbox = create({ memoryBytes: 400 * MEBIBYTE });
    await expect(run(sandbox, 'heap')).rejects.toMatchObject({ code: 'OUT_OF_MEMORY', key: 'failure.out_of_memory' });
    expect(kills).toEqual(['out_of_memory']);
  });

  it('calls a child that ends by itself lost', async () => {
    const lost = await run(create(), 'exit').catch((error: unknown) => error);
    expect(lost).toBeInstanceOf(ChildLostError);
    expect(lost).toMatchObject({ exitCode: 3, signal: null, output: 'something broke\n' });
  });

  it('hands on a fault of the document', async () => {
    await expect(run(create(), 'fault')).rejects.toMatchObject({
      name: 'DocumentFault',
      code: 'LIMIT_EXCEEDED',
      key: 'failure.limit_pages',
      params: { actual: 3, limit: 2 },
    });
  });

  it('hands on any other error as a plain one', async () => {
    await expect(run(create(), 'error')).rejects.toEqual(new Error('a bug'));
  });

  it('reads the next file in a new child after a fault', async () => {
    const sandbox = create();
    await expect(run(sandbox, 'fault')).rejects.toThrow();
    expect((await report(sandbox)).received).toEqual(['report']);
  });

  it.each(['loop', 'exit', 'fault'])('leaves nothing on the disk after %s', async (behaviour) => {
    await expect(run(create({ timeoutMs: 800 }), behaviour)).rejects.toThrow();
    expect(await readdir(scratchDirectory)).toEqual([]);
  });

  it('kills the child at once on abort and rejects with the reason', async () => {
    const controller = new AbortController();
    const running = untilStarted(create(), 'loop', controller);
    await expect(running).rejects.toThrow('cancelled by its owner');
    expect(kills).toEqual(['aborted']);
  });

  it('does not start a task that was aborted before', async () => {
    const reason = new Error('too late');
    await expect(run(create(), 'report', AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(progress).toEqual([]);
    expect(kills).toEqual([]);
  });

  it('takes a task out of the queue on abort', async () => {
    const sandbox = create();
    const first = report(sandbox);
    const controller = new AbortController();
    const second = run(sandbox, 'report', controller.signal);
    controller.abort(new Error('cancelled in the queue'));
    await expect(second).rejects.toThrow('cancelled in the queue');
    await first;
    expect((await report(sandbox)).received).toEqual(['report', 'report']);
  });

  it('rejects what runs and what waits when it is closed', async () => {
    const sandbox = create();
    const outcomes = Promise.allSettled([run(sandbox, 'loop'), run(sandbox, 'report')]);
    await sandbox.close();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(SandboxClosedError) });
    }
    expect(await readdir(scratchDirectory)).toEqual([]);
  });

  it('takes no task after it was closed', async () => {
    const sandbox = create();
    await sandbox.close();
    await expect(run(sandbox, 'report')).rejects.toThrow(SandboxClosedError);
  });

  it('sweeps the folders of dead processes and keeps those of living ones', async () => {
    const host = hostname().replace(/[^A-Za-z0-9-]/g, '_');
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const dead = `sheaf.${host}.${pid}.1.abcdef`;
    const former = `sheaf.${host}.${process.pid}.1.abcdef`;
    const living = `sheaf.${host}.${process.ppid}.1.abcdef`;
    const foreign = 'sheaf.elsewhere.1.1.abcdef';
    const others = [living, foreign, 'something-else'];
    for (const name of [dead, former, ...others]) await mkdir(join(scratchDirectory, name));
    await Sandbox.sweep(scratchDirectory);
    expect((await readdir(scratchDirectory)).sort()).toEqual([...others].sort());
  });
});
