import { describe, expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { ensurePortFree, ensureUsableEnv } from './preflight.js';

describe('ensurePortFree', () => {
  it('finds a free port for 0, and refuses one that is taken', async () => {
    const port = await ensurePortFree(0, '127.0.0.1');
    expect(await ensurePortFree(port, '127.0.0.1')).toBe(port);
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    await expect(ensurePortFree(port, '127.0.0.1')).rejects.toThrow(`Port ${port} is taken`);
    server.close();
  });

  it("refuses an address that is not this machine's", async () => {
    await expect(ensurePortFree(0, '203.0.113.1')).rejects.toThrow(/not an address of this machine/);
  });
});

describe('ensureUsableEnv', () => {
  it('names a bad variable and never its value', () => {
    const bad = { DATABASE_URL: 'postgres://x', SECRET_KEY: 'too-short' };
    expect(() => {
      ensureUsableEnv(bad);
    }).toThrow(/SECRET_KEY/);
    expect(() => {
      ensureUsableEnv(bad);
    }).not.toThrow(/too-short/);
  });
});
