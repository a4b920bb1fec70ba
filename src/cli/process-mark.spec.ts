import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { commandLineOf, isRunning, markOf, signal, waitUntilGone } from './process-mark.js';

describe('process marks', () => {
  it('tell a process from another that has its number', () => {
    const mark = markOf(process.pid);
    expect(mark).toBeDefined();
    expect(isRunning({ pid: process.pid, started: mark?.started ?? '' })).toBe(true);
    expect(isRunning({ pid: process.pid, started: 'another time' })).toBe(false);
  });

  it('find a child until it is gone', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'a-mark-of-mine'], { stdio: 'ignore' });
    await once(child, 'spawn');
    const mark = markOf(child.pid ?? 0) ?? { pid: 0, started: '' };
    expect(commandLineOf(mark.pid)).toContain('a-mark-of-mine');
    expect(await waitUntilGone(mark, 50)).toBe(false);
    signal(mark, 'SIGKILL');
    expect(await waitUntilGone(mark, 5_000)).toBe(true);
    expect(markOf(mark.pid)).toBeUndefined();
    // A process that is gone is not signalled, whoever has its number now.
    expect(() => {
      signal(mark, 'SIGKILL');
    }).not.toThrow();
  });
});
