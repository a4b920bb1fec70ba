import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveSecretKey } from './secret-key.js';

describe('resolveSecretKey', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sheaf-key-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('takes the one of the environment', async () => {
    expect(await resolveSecretKey(join(folder, 'key'), { SECRET_KEY: 'given' })).toBe('given');
  });

  it('makes one in development, for the owner alone, and keeps it', async () => {
    const path = join(folder, 'key');
    const key = await resolveSecretKey(path, {});
    expect(Buffer.byteLength(key)).toBeGreaterThanOrEqual(32);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await resolveSecretKey(path, { SECRET_KEY: '' })).toBe(key);
  });

  it('refuses to make one in production', async () => {
    await expect(resolveSecretKey(join(folder, 'key'), { NODE_ENV: 'production' })).rejects.toThrow(/SECRET_KEY/);
    await expect(stat(join(folder, 'key'))).rejects.toThrow();
  });
});
