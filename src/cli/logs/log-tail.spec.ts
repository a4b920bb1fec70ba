import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogTail } from './log-tail.js';

describe('LogTail', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sheaf-logs-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('reads the past, then what is added, over new days and replaced files', async () => {
    await writeFile(join(folder, 'app-2026-01-01.log'), 'one\ntwo\n');
    await writeFile(join(folder, 'error-2026-01-01.log'), 'two\n');
    await writeFile(join(folder, 'postgres.log'), 'a long line of the database\n');
    const tail = new LogTail(folder, () => true);
    expect((await tail.readPast()).map(({ source, text }) => `${source}: ${text}`).sort()).toEqual([
      'api: one',
      'api: two',
      'postgres: a long line of the database',
    ]);
    expect(await tail.readNew()).toEqual([]);

    await appendFile(join(folder, 'app-2026-01-01.log'), '세 번째\nhalf a ');
    await writeFile(join(folder, 'app-2026-01-02.log'), 'next day\n');
    await writeFile(join(folder, 'postgres.log'), 'anew\n');
    expect((await tail.readNew()).map(({ text }) => text).sort()).toEqual(['anew', 'next day', '세 번째']);
    await appendFile(join(folder, 'app-2026-01-01.log'), 'line\n');
    expect(await tail.readNew()).toEqual([{ source: 'api', text: 'half a line' }]);
  });

  it('reads only what is wanted, and nothing from a folder that is not there', async () => {
    await writeFile(join(folder, 'worker-2026-01-01.log'), 'w\n');
    expect(await new LogTail(folder, (source) => source === 'api').readPast()).toEqual([]);
    expect(await new LogTail(join(folder, 'none'), () => true).readPast()).toEqual([]);
  });
});
