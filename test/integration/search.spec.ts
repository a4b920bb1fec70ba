import { beforeAll, describe, expect, it } from '@jest/globals';
import type { DocumentView } from '../../src/documents/document.dto.js';
import type { Extraction } from '../../src/extraction/extraction.types.js';
import type { SearchHitView } from '../../src/search/search.dto.js';
import { aField, anAmount, aPage, instruct } from '../factories.js';
import { type GivenDocument, givenExtractions } from '../support/given-extractions.js';
import type { Owner } from '../support/owner.js';
import { OBEDIENT_CHILD, serviceSuite } from '../support/service.js';

const SHEET = { hidden: false, row_count: 1, column_count: 1, tables: [] };

describe('search', () => {
  const suite = serviceSuite();
  let owner: Owner;
  const give = givenExtractions(suite);

  beforeAll(async () => {
    await suite().startWorker(OBEDIENT_CHILD);
    owner = await suite().signUp();
  });

  async function process(
    parts: Partial<Extraction>,
    { name = 'a.pdf', by = owner } = {},
  ): Promise<Pick<GivenDocument, 'findNext'> & { id: string }> {
    const { document, findNext } = await give(by, parts, name);
    return { id: document.id, findNext };
  }

  async function search(q: string, more = '', by = owner): Promise<{ hits: SearchHitView[]; total: number }> {
    const { status, body } = await by.get(`/api/documents/search?q=${encodeURIComponent(q)}${more}`);
    expect({ q, status }).toEqual({ q, status: 200 });
    return { hits: body.data as SearchHitView[], total: body.total };
  }

  async function idsOf(q: string, more = '', by = owner): Promise<string[]> {
    return (await search(q, more, by)).hits.map(({ document }) => document.id);
  }

  function marked({ snippets }: SearchHitView): string[] {
    return snippets.flatMap(({ text, highlights }) => highlights.map(([start, end]) => text.slice(start, end)));
  }

  it('finds a document by parts of its words and says on which page they stand', async () => {
    const { id } = await process({ pages: [aPage('앞'), aPage('포인트로 빅포인트를 드립니다', 2)] });
    const { hits, total } = await search('빅포인트');
    expect(total).toBe(1);
    expect(hits).toMatchObject([{ document: { id, filename: 'a.pdf' }, snippets: [{ page: 2, source: 'text' }] }]);
    expect(hits.flatMap(marked)).toEqual(['빅포인트']);
    for (const q of ['빅포', '트를', '를', '빅포인트를 드립', '드립니다 포인트로'])
      expect(await idsOf(q)).toEqual([id]);
    expect(await idsOf('빅포인드')).toEqual([]);
  });

  it('finds what stands on a sheet', async () => {
    const text = '거래내역\nacme\t831,800\n\n요약\n분기별 합계';
    const sheets = ['거래내역', '요약'].map((name, index) => ({ ...SHEET, index, name }));
    const { id } = await process({ text, sheets });
    expect((await search('분기별')).hits).toMatchObject([{ document: { id }, snippets: [{ sheet: '요약' }] }]);
    expect((await search('831800 acme')).hits.flatMap(marked)).toEqual(['acme', '831,800']);
  });

  it('asks for all the words, wherever in the document each of them is', async () => {
    const { id } = await process({
      pages: [aPage('quaternion'), aPage('허수아비', 2)],
      fields: [aField({ name: 'issuer', value: '달빛상회' })],
    });
    expect(await idsOf('허수 QUATERNIONS 달빛')).toEqual([id]);
    expect(await idsOf('허수 quaternion 햇빛')).toEqual([]);
  });

  it('finds a document by its name alone, also one that failed or waits', async () => {
    await suite().stopWorkers();
    const { id } = await owner.upload(instruct('succeed', '고유한이름 2026.pdf'));
    const { hits } = await search('유한이 2026');
    expect(hits).toMatchObject([{ document: { id, status: 'queued' }, snippets: [{ source: 'filename' }] }]);
    expect(await idsOf('고유한', '&status=completed')).toEqual([]);
    expect(await idsOf('고유한', '&status=queued')).toEqual([id]);
    expect(await idsOf('고유한', '&needs_review=false')).toEqual([]);
    await suite().startWorker(OBEDIENT_CHILD);
    await owner.untilEnd(id);
    expect(await idsOf('고유한', '&status=completed')).toEqual([id]);
    expect(await idsOf('고유한', '&status=queued')).toEqual([]);
    expect(await idsOf('고유한', '&needs_review=false')).toEqual([id]);
  });

  it('puts names above fields, fields above text, and whole words above parts', async () => {
    const inPart = await process({ pages: [aPage('zebrafish')] });
    const inText = await process({ pages: [aPage('one zebra')] });
    const inField = await process({ fields: [aField({ name: 'recipient', value: 'Zebra' })] });
    const inName = await process({}, { name: 'zebra.pdf' });
    const { hits } = await search('zebra');
    expect(hits.map(({ document }) => document.id)).toEqual([inName.id, inField.id, inText.id, inPart.id]);
    const scores = hits.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores.every((score) => score > 0 && score <= 1)).toBe(true);
    expect(hits[1]?.snippets).toMatchObject([{ source: 'field', field: 'recipient', page: 1 }]);
    expect(await idsOf('zebra', '&sort=created_at')).toEqual([inPart.id, inText.id, inField.id, inName.id]);
    expect((await search('zebra', '&sort=filename')).hits.at(-1)?.document.filename).toBe('zebra.pdf');
  });

  it('goes by what users corrected', async () => {
    const { id } = await process({ fields: [aField({ name: 'issuer', value: '오타물산' })] });
    const path = `/api/documents/${id}/fields/issuer`;
    await owner.client.request('PATCH', path, { token: owner.token, json: { value: '정정물산' } });
    expect(await idsOf('정정물산')).toEqual([id]);
    expect(await idsOf('오타물산')).toEqual([]);
    await owner.client.request('PATCH', path, { token: owner.token, json: { value: null } });
    expect(await idsOf('정정물산')).toEqual([]);
    expect(await idsOf('오타물산')).toEqual([id]);
  });

  it('forgets what an earlier extraction gave, and keeps what a user said', async () => {
    const { id, findNext } = await process({ pages: [aPage('옛글자')] });
    const json = { value: '새벽상사' };
    await owner.client.request('PATCH', `/api/documents/${id}/fields/issuer`, { token: owner.token, json });
    await findNext({ pages: [aPage('새글자')] });
    const again = (await owner.post(`/api/documents/${id}/reprocess`)).body.data as DocumentView;
    await owner.live.until(({ type, job_id }) => type === 'document_completed' && job_id === again.job_id);
    expect(await idsOf('옛글자')).toEqual([]);
    expect(await idsOf('새글자 새벽상사')).toEqual([id]);
  });

  it('forgets a deleted document', async () => {
    const { id } = await process({ pages: [aPage('덧없는글')] });
    expect(await idsOf('덧없는글')).toEqual([id]);
    await owner.delete(`/api/documents/${id}`);
    expect(await idsOf('덧없는글')).toEqual([]);
    for (const table of ['search_passages', 'search_entries']) {
      expect(await suite().count(table, 'document_id = $1', [id])).toBe(0);
    }
  });

  it('finds nobody else’s documents', async () => {
    const stranger = await suite().signUp();
    const mine = await process({ pages: [aPage('비밀문서')] });
    const theirs = await process({ pages: [aPage('비밀문서')] }, { by: stranger });
    expect(await idsOf('비밀문서')).toEqual([mine.id]);
    expect(await idsOf('비밀문서', '', stranger)).toEqual([theirs.id]);
  });

  it('does not mind case, width, accents or how letters are composed', async () => {
    const { id } = await process({ pages: [aPage('ＦＵＬＬ Ｗｉｄｔｈ crème ㈜청솔')] });
    for (const q of ['full WIDTH', 'CREME', 'cre\u0300me', '(주)청솔', '청솔'.normalize('NFD')]) {
      expect({ q, ids: await idsOf(q) }).toEqual({ q, ids: [id] });
    }
  });

  it('narrows as the list does', async () => {
    const { id } = await process({
      pages: [aPage('narrowing')],
      validations: [{ rule: 'r', status: 'fail', message: 'm', fields: [] }],
    });
    for (const yes of ['file_type=pdf', 'status=completed', 'needs_review=true', 'created_from=2020-01-01T00:00:00Z']) {
      expect(await idsOf('narrowing', `&${yes}`)).toEqual([id]);
    }
    for (const no of ['file_type=excel', 'status=failed', 'needs_review=false', 'created_to=2020-01-01T00:00:00Z']) {
      expect(await idsOf('narrowing', `&${no}`)).toEqual([]);
    }
  });

  it('narrows by what the checks say after corrections', async () => {
    const { id } = await process({
      pages: [aPage('검토대상')],
      fields: [anAmount('subtotal', '831800'), anAmount('tax', '83180'), anAmount('total', '914930')],
      validations: [{ rule: 'subtotal_tax_total', status: 'fail', message: 'm', fields: ['subtotal', 'tax', 'total'] }],
    });
    const path = `/api/documents/${id}/fields/total`;
    for (const [value, needsReview] of [
      ['914,980', false],
      [null, true],
    ]) {
      expect(await idsOf('검토대상', `&needs_review=${String(!needsReview)}`)).toEqual([id]);
      await owner.client.request('PATCH', path, { token: owner.token, json: { value } });
      expect(await idsOf('검토대상', `&needs_review=${String(needsReview)}`)).toEqual([id]);
    }
  });

  it.each([
    ["foo' | 'bar", 200],
    ["x'::tsquery; DROP TABLE users; --", 200],
    ['a & b | !c <-> d:*', 200],
    ['(((((zz', 200],
    ['.*a+?^$[b]{2}', 200],
    ['a\u0000b', 200],
    ['\ud800zz', 200],
    ['가'.repeat(200), 200],
    ['a b c d e f g h i j k l m n o p q r s t u v w x y z '.repeat(3), 200],
    ['%', 422],
    ['_', 422],
    ['\\', 422],
    ["'", 422],
    ['', 422],
    ['   ', 422],
    ['\u0000', 422],
    ['\ud800', 200],
    ['x'.repeat(10_000), 422],
  ])('takes no harm from %#', async (q, status) => {
    const query = q.isWellFormed() ? encodeURIComponent(q) : `%ED%A0%80${q.slice(1)}`;
    const { status: answered, body } = await owner.get(`/api/documents/search?q=${query}`);
    expect({ q, answered }).toEqual({ q, answered: status });
    if (status === 422) expect(body.details?.[0]?.field).toBe('q');
    else expect(body.data).toEqual([]);
  });

  it.each(['', 'q=a&q=b', 'q=a&sort=password', 'q=a&page=0', 'q=a&page_size=101'])('refuses ?%s', async (query) => {
    const { status, body } = await owner.get(`/api/documents/search?${query}`);
    expect([status, body.error_code]).toEqual([422, 'VALIDATION_ERROR']);
  });

  it('gives markup as text, with its hits beside it', async () => {
    await process({ pages: [aPage('<script>alert(1)</script> 마크업')] });
    const { hits } = await search('마크업');
    expect(hits[0]?.snippets[0]?.text).toBe('<script>alert(1)</script> 마크업');
  });

  it('finds all the words in a document that fills many entries', async () => {
    const words = (from: number) => Array.from({ length: 30_000 }, (_, index) => `w${String(from + index)}x`).join(' ');
    const { id } = await process({ pages: [aPage(`alphaword ${words(0)}`), aPage(`${words(40_000)} omegaword`, 2)] });
    expect(await suite().count('search_entries', 'document_id = $1', [id])).toBeGreaterThan(1);
    expect(await idsOf('alphaword omegaword w40001x')).toEqual([id]);
    expect(await idsOf('alphaword omegaword nowhereword')).toEqual([]);
    expect((await search('omegaword')).hits[0]?.snippets).toMatchObject([{ page: 2 }]);
  });

  it('bears a text without a single space, as long as texts may be', async () => {
    const syllables = Array.from({ length: 300_000 }, (_, index) =>
      String.fromCodePoint(0xac00 + ((index * 7_919) % 11_172)),
    );
    const text = `${syllables.join('')}끝맺음`;
    const { id } = await process({ pages: [aPage(text)] });
    expect(await idsOf(text.slice(150_000, 150_020))).toEqual([id]);
    expect(await idsOf('끝맺음')).toEqual([id]);
  });

  it('pages through ten thousand documents, each of them once', async () => {
    const rich = await suite().signUp();
    const { id } = await process({ pages: [aPage('만건째')] }, { by: rich });
    await multiply(id, 10_000);
    const seen = new Set<string>();
    for (const page of [1, 2, 50, 100]) {
      const { hits, total } = await search('만건째', `&page_size=100&page=${String(page)}`, rich);
      expect(total).toBe(10_001);
      for (const { document } of hits) seen.add(document.id);
    }
    expect(seen.size).toBe(400);
    expect((await search('만건째', '&page_size=100&page=101', rich)).hits).toHaveLength(1);
    expect(await search('만건째', '&page_size=100&page=102', rich)).toEqual({ hits: [], total: 10_001 });
  });

  /** Copies of a document with its job and what it is found by. */
  async function multiply(id: string, times: number): Promise<void> {
    const { client } = suite().environment.database;
    await client.query('BEGIN');
    await client.query(
      `CREATE TEMP TABLE copies ON COMMIT DROP AS
       SELECT gen_random_uuid() AS id, gen_random_uuid() AS job_id FROM generate_series(1, $1)`,
      [times],
    );
    await client.query(
      `INSERT INTO documents (id, user_id, filename, file_type, media_type, size_bytes, sha256, job_id, summary)
       SELECT copies.id, user_id, filename, file_type, media_type, size_bytes, sha256, copies.job_id, summary
       FROM documents, copies WHERE documents.id = $1`,
      [id],
    );
    await client.query(
      `INSERT INTO jobs (id, document_id, user_id, kind, status, max_attempts)
       SELECT copies.job_id, copies.id, user_id, 'extraction', 'succeeded', 1 FROM documents, copies WHERE documents.id = $1`,
      [id],
    );
    await client.query(
      `INSERT INTO search_entries (document_id, part, parts, user_id, file_type, created_at, needs_review, tokens)
       SELECT copies.id, part, parts, user_id, file_type, created_at, needs_review, tokens FROM search_entries, copies WHERE document_id = $1`,
      [id],
    );
    await client.query('COMMIT');
  }
});
