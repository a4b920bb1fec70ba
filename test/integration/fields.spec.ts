import { beforeAll, describe, expect, it } from '@jest/globals';
import type { DocumentView } from '../../src/documents/document.dto.js';
import type { Extraction, ExtractedValidation } from '../../src/extraction/extraction.types.js';
import type { FieldView } from '../../src/fields/field.dto.js';
import { aField, anAmount, aPage, instruct } from '../factories.js';
import type { AnyBody, Answer } from '../support/api-client.js';
import { givenExtractions } from '../support/given-extractions.js';
import type { Owner } from '../support/owner.js';
import { OBEDIENT_CHILD, serviceSuite } from '../support/service.js';

type Shown = Record<'fields' | 'added_fields' | 'validations', unknown[]>;

const ADDS_UP: ExtractedValidation = {
  rule: 'subtotal_tax_total',
  status: 'fail',
  message: '831,800 + 83,180 is not 914,930',
  fields: ['subtotal', 'tax', 'total'],
};
const FOUND: Partial<Extraction> = {
  pages: [aPage('세금계산서 합계금액 914,930')],
  fields: [
    aField({ name: 'issuer', value: '(주)동해물산' }),
    aField({ name: 'issue_date', value: '2026년 1월 18일', normalized: '2026-01-18', type: 'date' }),
    anAmount('subtotal', '831800'),
    anAmount('tax', '83180'),
    anAmount('total', '914930'),
    aField({ name: 'payment_account', value: '110-1' }),
    aField({ name: 'payment_account', value: '110-2' }),
  ],
  validations: [ADDS_UP],
};

describe('fields of documents', () => {
  const suite = serviceSuite();
  let owner: Owner;
  const give = givenExtractions(suite);

  beforeAll(async () => {
    await suite().startWorker(OBEDIENT_CHILD);
    owner = await suite().signUp();
  });

  const process = (parts: Partial<Extraction> = FOUND, by = owner) => give(by, parts);

  function correct(path: string, name: string, body: unknown, by = owner): Promise<Answer<AnyBody>> {
    return by.patch(`${path}/fields/${name}`, body);
  }

  async function extractionOf(path: string): Promise<Shown> {
    const { body } = await owner.get(`${path}/extracted-data`);
    return body.data as Shown;
  }

  async function fieldOf(path: string, name: string, ordinal = 0): Promise<FieldView | undefined> {
    const { body } = await owner.get(`${path}/fields`);
    return (body.data as FieldView[]).find((field) => field.name === name && field.ordinal === ordinal);
  }

  it('are listed as they were found', async () => {
    const { path } = await process();
    expect(await fieldOf(path, 'total')).toMatchObject({
      type: 'money',
      found: { value: '914930', normalized: { amount: '914930', currency: 'KRW' }, confidence: 0.9 },
      corrected: null,
      history: [],
    });
    expect(await fieldOf(path, 'payment_account', 1)).toMatchObject({ found: { value: '110-2' } });
  });

  it('stand in columns that can be added and compared, with corrections first', async () => {
    const { document, path } = await process();
    await correct(path, 'issue_date', { value: '2026. 2. 1.' });
    const value = (name: string, column: string) =>
      suite().value(`SELECT ${column}::text FROM document_fields WHERE document_id = $1 AND name = $2`, [
        document.id,
        name,
      ]);
    expect(await value('total', 'effective_amount')).toBe('914930');
    expect(await value('total', 'effective_currency')).toBe('KRW');
    expect(await value('issue_date', 'effective_date')).toBe('2026-02-01');
    expect(await value('issue_date', 'date')).toBe('2026-01-18');
    expect(await value('issuer', 'effective_text')).toBe('(주)동해물산');
    expect(await suite().count('document_validations', `document_id = $1 AND status = 'fail'`, [document.id])).toBe(1);
  });

  it('can hold anything a machine may find', async () => {
    const strange = [
      aField({ name: 'issue_date', value: 'x', normalized: '2026-02-30', type: 'date' }),
      aField({ name: 'total', value: 'x', normalized: { amount: 'NaN', currency: 'dollars' }, type: 'money' }),
      aField({ name: 'address', value: '가'.repeat(100_000) }),
      ...Array.from({ length: 1_000 }, () => aField({ name: 'line_item' })),
    ];
    const { path } = await process({ fields: strange });
    expect(await fieldOf(path, 'issue_date')).toMatchObject({ found: { normalized: '2026-02-30' } });
    expect(await fieldOf(path, 'total')).toMatchObject({ found: { normalized: { amount: 'NaN' } } });
    expect(await fieldOf(path, 'line_item', 999)).toBeDefined();
  });

  describe('that a user corrects', () => {
    it('bear the correction beside what was found, with who and when', async () => {
      const { path } = await process();
      const { status, body } = await correct(path, 'total', { value: ' 914,980원 ' });
      expect(status).toBe(200);
      const corrected = {
        value: '914,980원',
        normalized: { amount: '914980', currency: 'KRW' },
        by: owner.user.id,
        at: expect.stringMatching(/^\d{4}-.*Z$/),
      };
      expect(body.data).toMatchObject({ found: { value: '914930' }, corrected, history: [corrected] });
      const { fields, added_fields: added } = await extractionOf(path);
      expect(fields).toContainEqual(expect.objectContaining({ name: 'total', value: '914930', corrected }));
      expect(fields).toContainEqual(expect.objectContaining({ name: 'tax', corrected: null }));
      expect(added).toEqual([]);
    });

    it('can be given back to the machine', async () => {
      const { path } = await process();
      await correct(path, 'total', { value: '1' });
      const { body } = await correct(path, 'total', { value: null });
      expect(body.data).toMatchObject({ corrected: null, found: { value: '914930' } });
      expect((body.data as FieldView).history.map(({ value }) => value)).toEqual(['1', null]);
    });

    it('do not change when nothing is there to take back', async () => {
      const { document, path } = await process();
      const reports = (await owner.reports(document.id)).length;
      expect((await correct(path, 'total', { value: null })).body.data).toMatchObject({ history: [] });
      expect(await owner.reports(document.id)).toHaveLength(reports);
    });

    it('may be ones that were not found, as long as they are known', async () => {
      const { path } = await process();
      const { body } = await correct(path, 'due_date', { value: '2026년 3월 1일' });
      expect(body.data).toMatchObject({ found: null, corrected: { normalized: '2026-03-01' } });
      const data = await extractionOf(path);
      expect(data.added_fields).toMatchObject([{ name: 'due_date', corrected: { normalized: '2026-03-01' } }]);
      const back = await correct(path, 'due_date', { value: null });
      expect(back.body.data).toMatchObject({ found: null, corrected: null });
      expect((back.body.data as FieldView).history).toHaveLength(2);
      expect(await fieldOf(path, 'due_date')).toBeUndefined();
    });

    it.each([
      ['shoe_size', {}],
      ['__proto__', {}],
      ['total', { ordinal: 1 }],
      ['%00', {}],
    ])('are not made up: %s %j', async (name, more) => {
      const { path } = await process();
      const { status, body } = await correct(path, name, { value: '44', ...more });
      expect([status, body.error_code]).toEqual([404, 'NOT_FOUND']);
      expect(body.message).toContain('due_date');
    });

    it.each([
      ['total', { value: 'a lot' }, '1234.50'],
      ['issue_date', { value: '2026-02-30' }, '2026-01-07'],
    ])('must be of their type: %s %j', async (name, body, form) => {
      const { path } = await process();
      const { status, body: answer } = await correct(path, name, body);
      expect([status, answer.error_code]).toEqual([422, 'VALIDATION_ERROR']);
      expect(answer.details).toEqual([{ field: 'value', message: expect.stringContaining(form) }]);
      expect(answer.details?.[0]?.message).toContain(name);
    });

    it.each([
      {},
      { value: '' },
      { value: '\u0000' },
      { value: 1 },
      { value: 'x', by: 'me' },
      { value: 'x'.repeat(2_001) },
    ])('must be sent in their shape: %#', async (body) => {
      const { path } = await process();
      const { status, body: answer } = await correct(path, 'issuer', body);
      expect([status, answer.error_code]).toEqual([422, 'VALIDATION_ERROR']);
    });

    it('take any text, markup too', async () => {
      const { path } = await process();
      const { body } = await correct(path, 'issuer', { value: `<b>'; DROP TABLE documents;--` });
      expect(body.data).toMatchObject({ corrected: { value: `<b>'; DROP TABLE documents;--` } });
    });

    it('tell their user, and have a new report with the corrected value', async () => {
      const { document, path } = await process();
      const already = (await owner.reports(document.id)).map(({ id }) => id);
      await correct(path, 'issuer', { value: '새봄문구' });
      const told = await owner.live.untilType('document_corrected', document.id);
      expect(told).toMatchObject({ document_id: document.id, field: 'issuer', seq: expect.any(Number) });
      const { report_id: id } = await owner.live.until(
        ({ type, document_id, report_id }) =>
          type === 'report_ready' && document_id === document.id && !already.includes(String(report_id)),
      );
      const { body } = await owner.get(`${path}/reports/${String(id)}`);
      expect(JSON.stringify(body.data)).toContain('새봄문구');
    });

    it('twice at once: the last one counts, and both are in the history', async () => {
      const { path } = await process();
      const values = ['1', '2', '3', '4', '5', '6'];
      const answers = await Promise.all(values.map((value) => correct(path, 'total', { value })));
      expect(answers.map(({ status }) => status)).toEqual(values.map(() => 200));
      const field = await fieldOf(path, 'total');
      expect(field?.history.map(({ value }) => value).sort()).toEqual(values);
      expect(field?.corrected?.value).toBe(field?.history.at(-1)?.value);
    });

    it('are counted beside what was found', async () => {
      const counted = await suite().signUp();
      const { path } = await process(FOUND, counted);
      await correct(path, 'total', { value: '1' }, counted);
      await correct(path, 'due_date', { value: '2026-01-01' }, counted);
      const { fields } = (await counted.get('/api/documents/stats/summary')).body.data as { fields: unknown[] };
      expect(fields).toContainEqual({ name: 'total', found: 1, corrected: 1 });
      expect(fields).toContainEqual({ name: 'payment_account', found: 2, corrected: 0 });
      expect(fields).toContainEqual({ name: 'due_date', found: 0, corrected: 1 });
    });
  });

  describe('when the document is processed again', () => {
    it('are found anew and keep their corrections', async () => {
      const { path, findNext } = await process();
      await correct(path, 'issuer', { value: '새봄문구' });
      await correct(path, 'payment_account', { value: '110-3', ordinal: 1 });
      await findNext({ fields: [aField({ name: 'issuer', value: '동해' }), aField({ name: 'recipient' })] });
      const again = (await owner.post(`${path}/reprocess`)).body.data as DocumentView;
      await owner.live.until(({ type, job_id }) => type === 'document_completed' && job_id === again.job_id);
      expect(await fieldOf(path, 'issuer')).toMatchObject({
        found: { value: '동해' },
        corrected: { value: '새봄문구' },
      });
      expect(await fieldOf(path, 'payment_account', 1)).toMatchObject({ found: null, corrected: { value: '110-3' } });
      expect(await fieldOf(path, 'payment_account', 0)).toBeUndefined();
      expect(await fieldOf(path, 'recipient')).toBeDefined();
      expect(await fieldOf(path, 'total')).toBeUndefined();
    });
  });

  it('are there only once the document is processed', async () => {
    await suite().stopWorkers();
    const { id } = await owner.upload(instruct('succeed'));
    const path = `/api/documents/${id}`;
    expect((await owner.get(`${path}/fields`)).body.error_code).toBe('CONFLICT');
    expect((await correct(path, 'total', { value: '1' })).body.error_code).toBe('CONFLICT');
    await suite().startWorker(OBEDIENT_CHILD);
    await owner.untilEnd(id);
  });

  it('are nobody else’s', async () => {
    const { path } = await process();
    const stranger = await suite().signUp();
    expect((await stranger.get(`${path}/fields`)).status).toBe(404);
    expect((await correct(path, 'total', { value: '1' }, stranger)).status).toBe(404);
    expect(await fieldOf(path, 'total')).toMatchObject({ corrected: null, history: [] });
  });

  it('leave nothing behind when the document is deleted', async () => {
    const { document, path } = await process();
    await correct(path, 'total', { value: '1' });
    await owner.delete(path);
    for (const table of ['document_fields', 'field_corrections', 'document_validations', 'search_entries']) {
      expect(await suite().count(table, 'document_id = $1', [document.id])).toBe(0);
    }
  });
});
