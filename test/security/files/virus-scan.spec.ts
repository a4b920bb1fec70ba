import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { TestFile } from '../../factories.js';
import { ClamdServer, EICAR } from '../../support/clamd-server.js';
import { eventually } from '../../support/eventually.js';
import type { Owner } from '../../support/owner.js';
import { processesSuite } from '../../support/processes-suite.js';
import { CLAMD, describeWith } from '../../support/programs.js';

function table(cell: string): TestFile {
  return { name: 'a.csv', bytes: Buffer.from(`Item,Price\n"${cell.replaceAll('"', '""')}",3\n`) };
}

describeWith([CLAMD], 'a service with a virus scanner', () => {
  const suite = processesSuite();
  let clamd: ClamdServer;
  let owner: Owner;

  beforeAll(async () => {
    clamd = await ClamdServer.start();
    owner = await suite.signUp(await suite.start('main'));
    await suite.start('worker', { CLAMD_URL: clamd.url, WORKER_CONCURRENCY: '1' });
  }, 60_000);

  afterAll(() => clamd.stop());

  it('reads what is clean', async () => {
    expect((await owner.process(table('Pen'))).status).toBe('completed');
  });

  it('does not open what is infected, and tells by what', async () => {
    const { status, error } = await owner.process(table(EICAR));
    expect(status).toBe('failed');
    expect(error).toEqual({
      code: 'INFECTED_FILE',
      message: expect.stringMatching(/^The virus scanner found Eicar-Test\S* in the file; it was not opened$/),
    });
  });

  it('does not open what is too large for the scanner', async () => {
    const { error } = await owner.process(table('x'.repeat(3 * 1024 * 1024)));
    expect(error).toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('virus scanner') });
  });

  it('lets nothing pass while the scanner is away, and scans what has waited once it is back', async () => {
    await clamd.kill();
    const clean = await owner.upload(table('Ink'));
    const infected = await owner.upload(table(EICAR));
    await eventually(async () => {
      const tried = `id = ANY($1) AND started_at IS NOT NULL AND status = 'queued'`;
      expect(await suite.count('jobs', tried, [[clean.job_id, infected.job_id]])).toBe(2);
    });
    expect(await suite.count('extractions', 'document_id = ANY($1)', [[clean.id, infected.id]])).toBe(0);

    await clamd.goOn();
    await Promise.all([clean, infected].map(({ id }) => owner.untilEnd(id)));
    expect(await owner.document(clean.id)).toMatchObject({ status: 'completed', error: null });
    expect(await owner.document(infected.id)).toMatchObject({ status: 'failed', error: { code: 'INFECTED_FILE' } });
    expect((await owner.process(table('Nib'))).status).toBe('completed');
  });
});
