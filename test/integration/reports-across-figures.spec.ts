import { beforeAll, describe, expect, it } from '@jest/globals';
import { filedDocument } from '../fixtures/reports/filed-documents.mjs';
import { aField, anAmount } from '../factories.js';
import { givenExtractions } from '../support/given-extractions.js';
import { entriesOf, highlightsOf, INVOICE, Office, table, titlesOf } from '../support/report-office.js';
import { OBEDIENT_CHILD, serviceSuite } from '../support/service.js';

describe('what reports across documents say', () => {
  const suite = serviceSuite();
  const give = givenExtractions(suite);
  let office: Office;

  beforeAll(async () => {
    await suite().startWorker(OBEDIENT_CHILD);
    office = new Office(suite().environment, await suite().signUp());
  });

  it('add up the amounts of each currency by itself, exactly', async () => {
    const amounts: [string, string | null][] = [
      ['0.10', 'USD'],
      ['0.20', 'USD'],
      ['9007199254740993', 'KRW'],
      ['2', 'KRW'],
      ['1000', 'JPY'],
      ['77', null],
      ['88', null],
    ];
    const documents = amounts.map(([total, currency]) => filedDocument({ currency, fields: { issuer: 'A', total } }));
    const sections = await office.sections(await office.file(...documents));
    const { columns, rows } = table(sections, 'Totals by currency');
    expect(columns.map(({ name }) => name)).toEqual([
      'Currency',
      'Documents',
      'With a total',
      'Amount before tax',
      'Tax',
      'Total',
    ]);
    expect(rows).toEqual([
      ['KRW', 2, 2, null, null, '9,007,199,254,740,995'],
      ['USD', 2, 2, null, null, 0.3],
      ['JPY', 1, 1, null, null, 1000],
      ['(no currency)', 2, 2, null, null, null],
    ]);
    expect(table(sections, 'Totals by issuer, USD')).toMatchObject({
      rows: [
        ['A', 2, null, null, 0.3],
        ['All', 2, null, null, 0.3],
      ],
      totals_rows: [1],
    });
    expect(highlightsOf(sections)).toContain('2 documents have a total whose currency is not known');
  });

  it('do not add what a document says in a second currency', async () => {
    const mixed = filedDocument({ fields: { issuer: 'A', subtotal: '100', total: '110' } });
    const [id = ''] = await office.file(mixed);
    await suite().environment.database.client.query(
      `UPDATE document_fields SET currency = 'USD' WHERE document_id = $1 AND name = 'subtotal'`,
      [id],
    );
    const sections = await office.sections([id]);
    expect(table(sections, 'Totals by currency').rows).toEqual([['KRW', 1, 1, null, null, 110]]);
    expect(highlightsOf(sections)).toContain('1 documents name a second currency');
  });

  it.each([
    ['issuer', '공급자 없이', '(발행인 없음)', ['(주)동해물산', '새봄유통(주)']],
    ['month', '날짜 없이', '(날짜 없음)', ['2026년 2월', '2026년 1월']],
    ['currency', '통화 없이', '(통화 없음)', ['KRW', 'USD']],
    ['document_type', '종류 없이', '(종류 없음)', ['세금계산서', '청구서']],
    ['file_type', '', 'PDF', ['이미지', '엑셀 문서']],
  ])('set documents apart by %s', async (group_by, _without, none, [first, second]) => {
    const ids = await office.file(
      filedDocument({ fileType: 'image', fields: { ...INVOICE, issue_date: '2026-02-03' } }),
      filedDocument({
        fileType: 'image',
        fields: { ...INVOICE, document_number: '2', issue_date: '2026-02-03', issuer: '㈜ 동해 물산' },
      }),
      filedDocument({
        fileType: 'excel',
        currency: 'USD',
        fields: { ...INVOICE, document_type: 'invoice', issuer: '새봄유통(주)', total: '10.50' },
      }),
      filedDocument({ currency: null, fields: { total: '5' } }),
    );
    const sections = await office.sections(ids, { group_by, locale: 'ko' });
    const names = sections.flatMap((section) =>
      section.kind === 'table' && section.columns[0]?.name !== '문서' ? section.rows.map(([name]) => name) : [],
    );
    expect(names.slice(group_by === 'currency' ? 0 : 3)).toEqual(expect.arrayContaining([first, second, none]));
    if (group_by !== 'month') return;
    const trend = sections.find(({ title }) => title === '월별 합계 추이 (KRW)');
    expect(trend).toMatchObject({
      kind: 'chart',
      chart: 'line',
      points: [
        { label: '26년 1월', value: 0 },
        { label: '26년 2월', value: 1829960 },
      ],
    });
  });

  it('tell of documents that came twice, are incomplete or do not add up, each with its document', async () => {
    const ids = await office.file(
      filedDocument({ filename: 'a.pdf', fields: INVOICE }),
      filedDocument({ filename: 'b.pdf', fields: { ...INVOICE, issuer: '주식회사  동해물산', total: '914980.00' } }),
      filedDocument({ filename: 'c.pdf', currency: 'USD', fields: INVOICE }),
      filedDocument({
        filename: 'd.pdf',
        fields: { ...INVOICE, document_number: '2026-000118' },
        failed: ['subtotal_tax_total'],
      }),
      filedDocument({ filename: 'e.pdf', fields: { document_type: 'receipt', issuer: 'B' } }),
    );
    const sections = await office.sections(ids);
    const idsIn = (title: string) => table(sections, title).rows.map((row) => row.at(-1));
    expect(idsIn('Possible duplicates').sort()).toEqual([ids[0], ids[1]].sort());
    expect(table(sections, 'Possible duplicates').rows.map(([name, set]) => [name, set])).toEqual(
      expect.arrayContaining([
        ['a.pdf', 1],
        ['b.pdf', 1],
      ]),
    );
    expect(table(sections, 'Missing information').rows).toEqual([['e.pdf', 'Receipt', 'Date of issue, Total', ids[4]]]);
    expect(table(sections, 'Checks not passed').rows).toEqual([
      ['d.pdf', 'Amount before tax + tax = total', 'subtotal 831,800 + tax 83,180 = 914,980, stated 914,930', ids[3]],
    ]);
    expect(idsIn('Documents').sort()).toEqual([...ids].sort());
    expect(highlightsOf(sections)).toContain('2 documents look like 1 that came more than once');
  });

  it('word the checks that failed in the language of the report', async () => {
    const [id = ''] = await office.file(filedDocument({ fields: INVOICE, failed: ['subtotal_tax_total'] }));
    const sections = await office.sections([id], { locale: 'ko' });
    expect(table(sections, '통과하지 못한 검증').rows).toEqual([
      ['invoice.pdf', '공급가액 + 세액 = 합계', '공급가액 831,800 + 세액 83,180 = 914,980, 기재된 합계 914,930', id],
    ]);
  });

  it('say so when nothing is wrong', async () => {
    const sections = await office.sections(await office.file(filedDocument({ fields: INVOICE })));
    expect(highlightsOf(sections)).toContain('Nothing came twice, nothing is missing, and every check was passed.');
    expect(titlesOf(sections)).not.toContain('Possible duplicates');
  });

  it('go by what users corrected', async () => {
    const fields = [aField({ name: 'issuer', value: 'Wrnog Ltd.' }), anAmount('total', '100', 'KRW')];
    const { id } = (await give(office.owner, { fields })).document;
    const correct = (name: string, value: string) =>
      office.owner.patch(`/api/documents/${id}/fields/${name}`, { value });
    await correct('issuer', 'Wrong Ltd.');
    await correct('total', '250.75');
    await correct('currency', 'eur');
    const sections = await office.sections([id]);
    expect(table(sections, 'Totals by issuer, EUR').rows).toEqual([
      ['Wrong Ltd.', 1, null, null, 250.75],
      ['All', 1, null, null, 250.75],
    ]);
    expect(titlesOf(sections)).not.toContain('Totals by issuer, KRW');
  });

  it('leave out what is not read, and say so', async () => {
    const ids = await office.file(
      filedDocument({ fields: INVOICE }),
      filedDocument({ isRead: false, status: 'failed' }),
      filedDocument({ isRead: false, status: 'cancelled' }),
    );
    const sections = await office.sections(ids);
    expect(entriesOf(sections)).toMatchObject({
      Documents: 1,
      'Left out: could not be read': 1,
      'Left out: reading was cancelled': 1,
    });
  });
});
