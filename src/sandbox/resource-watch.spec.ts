import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/support/eventually.js';
import { type Resource, type ResourceLimits, watchResources } from './resource-watch.js';

const MEBIBYTE = 1024 * 1024;
const PLENTY: ResourceLimits = { memoryBytes: 1024 * MEBIBYTE, processorMs: 600_000, diskBytes: MEBIBYTE, folders: [] };
const TIME: ResourceLimits = { ...PLENTY, processorMs: 1_500 };

/** Takes so much of a processor's time, however slow that is. */
const burn = (ms: number): string =>
  `do for (let i = 0; i < 1e7; i++); while (process.cpuUsage().user < ${ms * 1000});`;
const ONE_AFTER_THE_OTHER = `
  const next = () => require('node:child_process').spawn(process.execPath, ['-e', '${burn(500)}']).once('exit', next);
  next();`;
const FOR_EVER = `require('node:child_process').spawn(process.execPath, ['-e', 'for (;;);'])`;
const inThread = (code: string): string =>
  `new (require('node:worker_threads').Worker)(${JSON.stringify(code)}, { eval: true });`;

/** Of this process. */
async function openFiles(): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd');
  return Promise.all(descriptors.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
}

describe('watching what a process takes', () => {
  let folder: string;
  let child: ChildProcess | undefined;
  let unwatch: () => void;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'resource-watch-'));
    unwatch = () => undefined;
  });

  afterEach(async () => {
    unwatch();
    await end();
    await rm(folder, { recursive: true, force: true });
  });

  async function end(): Promise<void> {
    if (child?.pid === undefined || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    // With the programs that it has started.
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  }

  /** Resolves with what is too much first. */
  function exceededBy(code: string, limits: ResourceLimits): Promise<Resource> {
    const started = spawn(process.execPath, ['-e', code], { detached: true, stdio: 'ignore' });
    child = started;
    return firstExceeded(started, limits);
  }

  function firstExceeded({ pid }: ChildProcess, limits: ResourceLimits): Promise<Resource> {
    return new Promise((resolve) => {
      unwatch = watchResources(pid ?? -1, limits, resolve);
    });
  }

  it('counts the processor time of all its threads', async () => {
    expect(await exceededBy(inThread('for (;;);').repeat(2), TIME)).toBe('processor');
  });

  it('counts the processor time of a program that one of its threads has started', async () => {
    expect(await exceededBy(`${inThread(FOR_EVER)} setInterval(() => 0, 1000)`, TIME)).toBe('processor');
  });

  it('counts the processor time of programs that have ended', async () => {
    expect(await exceededBy(ONE_AFTER_THE_OTHER, TIME)).toBe('processor');
  });

  it('does not count the processor time that it had taken before', async () => {
    const code = `${burn(2_000)} console.log('burnt'); setInterval(() => 0, 1000)`;
    child = spawn(process.execPath, ['-e', code], { detached: true });
    await once(child.stdout ?? child, 'data');
    await writeFile(join(folder, 'file'), Buffer.alloc(100));
    expect(await firstExceeded(child, { ...TIME, diskBytes: 99, folders: [folder] })).toBe('disk');
  });

  it('keeps no file open for a process that has ended', async () => {
    await writeFile(join(folder, 'file'), Buffer.alloc(MEBIBYTE + 1));
    await exceededBy('setInterval(() => 0, 1000)', { ...PLENTY, folders: [folder] });
    const file = `/proc/${child?.pid ?? 0}/stat`;
    expect(await openFiles()).toContain(file);
    await end();
    await eventually(async () => {
      expect(await openFiles()).not.toContain(file);
    });
  });

  it('counts the memory of the programs that it has started', async () => {
    const hoard = `globalThis.kept = Buffer.alloc(${200 * MEBIBYTE}, 1); setInterval(() => 0, 1000)`;
    const code = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hoard)}])`;
    expect(await exceededBy(code, { ...PLENTY, memoryBytes: 250 * MEBIBYTE })).toBe('memory');
  });

  it('counts what stands in all folders below those named', async () => {
    await writeFile(join(folder, 'file'), Buffer.alloc(MEBIBYTE + 1));
    expect(await exceededBy('setInterval(() => 0, 1000)', { ...PLENTY, folders: [folder] })).toBe('disk');
  });
});
