import { beforeAll, describe, expect, it } from '@jest/globals';
import type { DocumentView } from '../../src/documents/document.dto.js';
import type { JobView } from '../../src/jobs/job.dto.js';
import { instruct } from '../factories.js';
import type { AnyBody, Answer } from '../support/api-client.js';
import type { Owner } from '../support/owner.js';
import { OBEDIENT_CHILD, serviceSuite } from '../support/service.js';

describe('the options of an upload', () => {
  const suite = serviceSuite({ OCR_LANGUAGES: 'eng', OCR_MODE: 'off' });
  const defaults = { ocr: 'off', languages: 'eng', pages: null, tables: true };
  let owner: Owner;

  beforeAll(async () => {
    await suite().startWorker(OBEDIENT_CHILD);
    owner = await suite().signUp();
  });

  const upload = (fields: Record<string, string>): Promise<Answer<AnyBody>> =>
    owner.client.upload(owner.token, instruct('succeed'), { fields });
  const optionsOf = async ({ job_id }: DocumentView): Promise<JobView['options']> =>
    ((await owner.get(`/api/jobs/${job_id}`)).body.data as JobView).options;
  const reprocess = async (id: string, json?: unknown): Promise<DocumentView> => {
    const { body } = await owner.post(`/api/documents/${id}/reprocess`, json);
    await owner.live.until(
      ({ job_id, type }) => type === 'document_completed' && job_id === (body.data as DocumentView).job_id,
    );
    return body.data as DocumentView;
  };

  it('are part of the job, the rest as the service is configured', async () => {
    const given = { ocr: 'force', languages: 'kor+eng', pages: '12, 1-10,3', tables: false };
    const document = await owner.upload(instruct('succeed'), { options: JSON.stringify(given) });
    expect(await optionsOf(document)).toEqual({ ...given, pages: '1-10,12' });
    expect(await optionsOf(await owner.upload(instruct('succeed'), { options: '{"tables":false}' }))).toEqual({
      ...defaults,
      tables: false,
    });
  });

  it.each<Record<string, string>>([{}, { options: '' }])('may be left out: %j', async (fields) => {
    expect(await optionsOf(await owner.upload(instruct('succeed'), fields))).toEqual(defaults);
  });

  it.each([
    ['no JSON', 'options', '{'],
    ['no object', 'options', '[]'],
    ['an unknown name', 'options.page', '{"page":"1"}'],
    ['an unknown mode', 'options.ocr', '{"ocr":"yes"}'],
    ['a language that is none', 'options.languages', '{"languages":"../../etc"}'],
    ['pages that are none', 'options.pages', '{"pages":"5-2"}'],
    ['a number for a flag', 'options.tables', '{"tables":1}'],
  ])('are refused with %s, and nothing is kept', async (_what, field, options) => {
    const before = await suite().count('documents');
    const { status, body } = await upload({ options });
    expect([status, body.error_code, body.details]).toEqual([
      422,
      'VALIDATION_ERROR',
      [{ field, message: expect.any(String) }],
    ]);
    expect(await suite().count('documents')).toBe(before);
  });

  it('stay when the document is processed again, unless others are given', async () => {
    const { id } = await owner.upload(instruct('succeed'), { options: '{"pages":"2-3"}' });
    await owner.untilEnd(id);
    expect(await optionsOf(await reprocess(id))).toEqual({ ...defaults, pages: '2-3' });
    const others = { options: { ocr: 'auto', languages: 'kor' } };
    expect(await optionsOf(await reprocess(id, others))).toEqual({ ...defaults, ocr: 'auto', languages: 'kor' });
  });

  it('hold for every file of a batch that comes after them', async () => {
    const form = batchForm([['options', '{"ocr":"force"}'], instruct('succeed'), instruct('succeed')]);
    const { body } = await postBatch(form);
    const outcomes = body.data as { document: DocumentView }[];
    const options = await Promise.all(outcomes.map(({ document }) => optionsOf(document)));
    expect(options).toEqual([
      { ...defaults, ocr: 'force' },
      { ...defaults, ocr: 'force' },
    ]);
  });

  it('are refused behind a file of a batch', async () => {
    const { status, body } = await postBatch(batchForm([instruct('succeed'), ['options', '{"ocr":"force"}']]));
    expect([status, body.details]).toEqual([
      422,
      [{ field: 'options', message: 'must come before the files; 1 file before it went ahead without it' }],
    ]);
  });

  function batchForm(parts: (ReturnType<typeof instruct> | [string, string])[]): FormData {
    const form = new FormData();
    for (const part of parts) {
      if (Array.isArray(part)) form.append(...part);
      else form.append('files', new Blob([new Uint8Array(part.bytes)]), part.name);
    }
    return form;
  }

  async function postBatch(body: FormData): Promise<{ status: number; body: AnyBody }> {
    const headers = { authorization: `Bearer ${owner.token}` };
    const url = `${owner.client.baseUrl}/api/documents/upload/batch`;
    const response = await fetch(url, { method: 'POST', headers, body });
    return { status: response.status, body: (await response.json()) as AnyBody };
  }
});
