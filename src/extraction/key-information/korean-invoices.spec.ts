import { describe, expect, it } from '@jest/globals';
import { fieldOf, understand, valuesOf } from '../../../test/fixtures/printed-page.js';
import type { SheetLayout } from '../layout/layout.types.js';

describe('a Korean tax invoice', () => {
  it('has the parties side by side below their headings', async () => {
    const found = await understand(`
                     전 자 세 금 계 산 서
   승인번호  20260118-41000012-77abc123      작성일자  2026년 1월 18일

   [공급자]                                  [공급받는자]
   등록번호  183-01-66134                    등록번호  286-09-13908
   상호      (주)서해유통                    상호      한솔기획 주식회사
   성명      정하린                          성명      홍길동
   사업장 주소  경기도 성남시 분당구 판교역로 235    사업장 주소  서울특별시 강남구 테헤란로 152

   공급가액        831,800원
   세액             83,180원
   합계금액        914,980원`);
    expect(valuesOf(found)).toMatchObject({
      document_type: 'tax_invoice',
      issuer: '(주)서해유통',
      issuer_registration_number: '183-01-66134',
      recipient: '한솔기획 주식회사',
      document_number: '20260118-41000012-77abc123',
      issue_date: '2026-01-18',
      subtotal: '831800',
      tax: '83180',
      total: '914980',
      currency: 'KRW',
      address: '경기도 성남시 분당구 판교역로 235',
    });
  });

  it('may have the recipient on the left', async () => {
    const found = await understand(`
                    거 래 명 세 서
   거래일자 2025. 12. 30
   공급받는자                                공급자
   등록번호  286-09-13908                    등록번호  183-01-66134
   상호      한솔기획                        상호      서해유통
   합계금액  11,000`);
    expect(valuesOf(found)).toMatchObject({
      document_type: 'statement',
      issuer: '서해유통',
      issuer_registration_number: '183-01-66134',
      recipient: '한솔기획',
      issue_date: '2025-12-30',
    });
  });

  it('names its parties downwards beside their blocks', async () => {
    const found = await understand(`
              세금계산서 (공급자 보관용)
   공   등록번호  183-01-66134     공   등록번호  286-09-13908
   급   상호(법인명)  서해유통     급   상호(법인명)  한솔기획
   자   사업장  인천 중구 항동 1   받   사업장  서울 중구 명동 2
                                   는
                                   자
   작성  2025년 3월 4일   공급가액  100,000   세액  10,000
   합계금액   110,000`);
    expect(valuesOf(found)).toMatchObject({
      document_type: 'tax_invoice',
      issuer: '서해유통',
      issuer_registration_number: '183-01-66134',
      recipient: '한솔기획',
      total: '110000',
    });
  });

  it('has two blocks without headings: the left one is the supplier', async () => {
    const found = await understand(`
   세금계산서
   등록번호 : 183-01-66134              등록번호 : 286-09-13908
   상    호 : 서해유통                  상    호 : 한솔기획
   작성일자 : 2025.03.04
   공 급 가 액 : 50,000
   세      액 : 5,000
   합      계 : 55,000`);
    expect(valuesOf(found)).toMatchObject({
      issuer: '서해유통',
      issuer_registration_number: '183-01-66134',
      recipient: '한솔기획',
      subtotal: '50000',
      total: '55000',
    });
  });

  it('takes the supplier from below the recipient', async () => {
    const found = await understand(`
   세금계산서
   공급받는자
   등록번호   286-09-13908
   상호       한솔기획

   공급자
   등록번호   183-01-66134
   상호       서해유통
   합계금액   55,000`);
    expect(valuesOf(found)).toMatchObject({
      issuer: '서해유통',
      issuer_registration_number: '183-01-66134',
      recipient: '한솔기획',
    });
  });
});

describe('a Korean quotation', () => {
  it('says its total in words and figures', async () => {
    const found = await understand(`
                  견 적 서
   견적번호 : Q-2026-0312                  등록번호   451-81-90937
   견적일자 : 2026. 3. 12.                 상    호   가람시스템(주)
   수    신 : 미래초등학교 귀중             주    소   대전광역시 유성구 대학로 99
   합계금액 : 금 일백십만원정 (₩1,100,000)
   납품기일 : 2026. 3. 30.`);
    expect(valuesOf(found)).toMatchObject({
      document_type: 'quotation',
      issuer: '가람시스템(주)',
      issuer_registration_number: '451-81-90937',
      recipient: '미래초등학교',
      document_number: 'Q-2026-0312',
      issue_date: '2026-03-12',
      total: '1100000',
    });
  });

  it('addresses its recipient without a label', async () => {
    const found = await understand(`
   견적서
   푸른나무치과 귀하
   2026년 2월 9일
   아래와 같이 견적합니다.
   총 금 액    ₩ 330,000`);
    expect(valuesOf(found)).toMatchObject({ recipient: '푸른나무치과', issue_date: '2026-02-09', total: '330000' });
  });
});

describe('a Korean bill', () => {
  it('tells by when and to which account', async () => {
    const found = await understand(`
   청 구 서
   청구번호 CH-778     청구일 2026-04-01
   납부기한 2026-04-25
   공급자 : 별빛통신 주식회사
   청구금액     77,000원
   입금계좌  국민은행 123456-04-123456 (예금주 별빛통신)`);
    expect(valuesOf(found)).toMatchObject({
      document_type: 'invoice',
      issuer: '별빛통신 주식회사',
      due_date: '2026-04-25',
      total: '77000',
      payment_account: '123456-04-123456',
    });
  });

  it('of a cell each is read from a workbook', async () => {
    const texts = [
      ['거래명세서'],
      [],
      ['거래일자', '2026-05-02', '', '번호', 'A-1001'],
      ['공급자', '', '', '공급받는자'],
      ['등록번호', '183-01-66134', '', '등록번호', '286-09-13908'],
      ['상호', '서해유통', '', '상호', '한솔기획'],
      ['품목', '수량', '단가', '금액'],
      ['연필', '10', '500', '5000'],
      ['공급가액', '', '', '5000'],
      ['세액', '', '', '500'],
      ['합 계', '', '', '₩5500'],
    ];
    const cells = texts.flatMap((row, at) =>
      row.flatMap((text, column) => (text === '' ? [] : [{ row: at + 1, column: column + 1, text, value: text }])),
    );
    const sheet: SheetLayout = { sheet: '명세', hidden: false, cells, truncated: false };
    const text = texts.map((row) => row.join('\t')).join('\n');
    const found = await understand([], { fileType: 'excel', sheets: [sheet], text });
    expect(valuesOf(found)).toMatchObject({
      document_type: 'statement',
      issuer: '서해유통',
      issuer_registration_number: '183-01-66134',
      recipient: '한솔기획',
      document_number: 'A-1001',
      issue_date: '2026-05-02',
      subtotal: '5000',
      tax: '500',
      total: '5500',
    });
    expect(fieldOf(found, 'total').location).toEqual({ sheet: '명세', cell: 'D11' });
  });
});
