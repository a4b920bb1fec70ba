import { beforeAll, describe, expect, it } from '@jest/globals';
import type { DocumentView } from '../../src/documents/document.dto.js';
import type { Extraction } from '../../src/extraction/extraction.types.js';
import { anAmount, instruct } from '../factories.js';
import { givenExtractions } from '../support/given-extractions.js';
import type { Owner } from '../support/owner.js';
import { Office, table } from '../support/report-office.js';
import { OBEDIENT_CHILD, serviceSuite } from '../support/service.js';

const DOES_NOT_ADD_UP: Partial<Extraction> = {
  fields: [anAmount('subtotal', '831800'), anAmount('tax', '83180'), anAmount('total', '914930')],
  validations: [
    {
      rule: 'subtotal_tax_total',
      status: 'fail',
      message: 'subtotal 831,800 + tax 83,180 = 914,980, stated 914,930',
      key: 'validation.subtotal_tax_total',
      params: { subtotal: '831,800', tax: '83,180', sum: '914,980', total: '914,930' },
      fields: ['subtotal', 'tax', 'total'],
    },
  ],
};

describe('documents with a check that failed', () => {
  const suite = serviceSuite();
  let owner: Owner;
  const give = givenExtractions(suite);

  beforeAll(async () => {
    await suite().startWorker(OBEDIENT_CHILD);
    owner = await suite().signUp();
  });

  const process = (parts: Partial<Extraction> = DOES_NOT_ADD_UP, by = owner) => give(by, parts);
  const correct = (path: string, name: string, body: unknown) => owner.patch(`${path}/fields/${name}`, body);

  async function reviewed(path: string): Promise<boolean | undefined> {
    return ((await owner.get(path)).body.data as DocumentView).summary?.needs_review;
  }

  it('need a review until corrections make the figures agree, and again when these are taken back', async () => {
    const { path } = await process();
    expect(await reviewed(path)).toBe(true);
    await correct(path, 'total', { value: '999,990' });
    expect(await reviewed(path)).toBe(true);
    await correct(path, 'total', { value: '914,980' });
    expect(await reviewed(path)).toBe(false);
    const { body } = await owner.get(`${path}/extracted-data`);
    const { validations } = body.data as Extraction;
    expect(validations).toContainEqual(expect.objectContaining({ rule: 'subtotal_tax_total', status: 'pass' }));
    await correct(path, 'total', { value: null });
    expect(await reviewed(path)).toBe(true);
  });

  it('are what the list can be narrowed to', async () => {
    const reviewer = await suite().signUp();
    const failed = await process(DOES_NOT_ADD_UP, reviewer);
    const good = await process({}, reviewer);
    await suite().stopWorkers();
    await reviewer.upload(instruct('succeed'));
    const list = async (query: string) =>
      ((await reviewer.get(`/api/documents?${query}`)).body.data as DocumentView[]).map(({ id }) => id);
    expect(await list('needs_review=true')).toEqual([failed.document.id]);
    expect(await list('needs_review=false')).toEqual([good.document.id]);
    expect(await list('')).toHaveLength(3);
    expect((await reviewer.get('/api/documents?needs_review=maybe')).status).toBe(422);
    await suite().startWorker(OBEDIENT_CHILD);
  });

  it('say why in the language of a report across documents, also once it was made anew', async () => {
    const office = new Office(suite().environment, owner);
    const { document, path } = await process();
    const why = async (locale: string, title: string) =>
      table(await office.sections([document.id], { locale }), title).rows.map((row) => row[2]);
    expect(await why('en', 'Checks not passed')).toEqual(['subtotal 831,800 + tax 83,180 = 914,980, stated 914,930']);
    expect(await why('ko', '통과하지 못한 검증')).toEqual([
      '공급가액 831,800 + 세액 83,180 = 914,980, 기재된 합계 914,930',
    ]);
    await correct(path, 'total', { value: '999,990' });
    expect(await why('ko', '통과하지 못한 검증')).toEqual([
      '공급가액 831,800 + 세액 83,180 = 914,980, 기재된 합계 999,990',
    ]);
  });
});
