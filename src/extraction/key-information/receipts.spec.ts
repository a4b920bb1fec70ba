import { describe, expect, it } from '@jest/globals';
import { fieldOf, understand, valuesOf } from '../../../test/fixtures/printed-page.js';

const RECOGNISED = { recognised: 0.9 };

describe('the total and the date of a receipt', () => {
  it('are told from quantities, tax summaries, cash and change', async () => {
    const found = await understand(
      `
            KEDAI ALAT JATI SDN BHD
               (612840-W)
          NO 31, LORONG CEMARA 9,
            41050, KLANG
           GST ID : 001872640512
           SIMPLIFIED TAX INVOICE
  CASH
  DOC NO.   : TX00310598        DATE: 14/01/2018
  CASHIER   : USER              TIME: 15:39:00
  ITEM          QTY   S/PRICE   AMOUNT   TAX
  7718          1     8.20      8.20     SR
  HOSE CLIP 19MM
  3350          2     1.20      2.40     SR
  PAINT BRUSH
      TOTAL QTY:  3            10.60
      TOTAL SALES (EXCLUDING GST) : 10.00
                        DISCOUNT :   0.00
                       TOTAL GST :   0.60
                        ROUNDING :   0.00
      TOTAL SALES (INCLUSIVE OF GST) : 10.60
                            CASH :  20.00
                          CHANGE :   9.40
     GST SUMMARY
     TAX CODE     %    AMT(RM)    TAX(RM)
     SR           6    10.00      0.60
                  TOTAL : 10.00   0.60
  GOODS SOLD ARE NOT RETURNABLE`,
      RECOGNISED,
    );
    expect(valuesOf(found)).toMatchObject({
      document_type: 'tax_invoice',
      issuer: 'KEDAI ALAT JATI SDN BHD',
      document_number: 'TX00310598',
      issue_date: '2018-01-14',
      subtotal: '10.00',
      tax: '0.60',
      total: '10.60',
      currency: 'MYR',
    });
  });

  it('come after a discount and before the cash that was given', async () => {
    const found = await understand(
      `
        LEMBAH BUKU CO. (M) SDN BHD
       (GST REG NO. 000934417728)
  LOT 4, PERSIARAN TASIK 2
   05/03/18 15:02
   NURUL               SLIP NO. : 2204117093
   MEMBER CARD NO : 7704218835012
        CARD EXPIRY : 31/05/19
   DESCRIPTION                AMOUNT
   RING BINDER A4
     3PC @ 4.20               12.60 T
     MEMBER DISCOUNT          -1.26
   TOTAL RM INCL. OF GST      11.34
   CASH                      -20.00
   CHANGE                      8.66
   ITEM COUNT                      3
   GST SUMMARY   AMOUNT (RM)   TAX (RM)
   T @ 6%        10.70         0.64
   TOTAL SAVINGS              -1.26`,
      RECOGNISED,
    );
    expect(valuesOf(found)).toMatchObject({ total: '11.34', issue_date: '2018-03-05', document_number: '2204117093' });
  });

  it('are those after rounding', async () => {
    const found = await understand(
      `
       RESTORAN LAUT SEGAR
       12 JLN BESAR, 14300 NIBONG TEBAL
       RECEIPT
   Date : 02-06-2017  19:22
   Nasi Lemak      2     6.00     12.00
   Teh O Ais       2     2.01      4.02
   Total                          16.02
   Rounding Adj                   -0.02
   Rounded Total (RM)             16.00
   Cash                           20.00
   Change                          4.00`,
      RECOGNISED,
    );
    expect(valuesOf(found)).toMatchObject({ document_type: 'receipt', total: '16.00', issue_date: '2017-06-02' });
  });

  it('may stand below their labels', async () => {
    const found = await understand(
      `
   MENARA PARKING SERVICES
   TAX INVOICE
   TAX INVOICE NO.: 2031/0107/00418
                 19/08/18 16:42
   PAY PARKING TICKET          3.00 RM
   19/08/18 15:55 - 19/08/18 16:42
        TOTAL AMOUNT
        3.00 RM
        ACCEPTED TOTAL   5.00 RM
        CHANGE           2.00 RM
        GST 0%           0.00 RM`,
      RECOGNISED,
    );
    expect(valuesOf(found)).toMatchObject({
      total: '3.00',
      issue_date: '2018-08-19',
      document_number: '2031/0107/00418',
    });
  });

  it('survive letters that recognition mistakes', async () => {
    const found = await understand(
      `
       SIN HUAT HARDWARE ENTERPRISE
       T0TAL INVOICE
   lnvoice No   : IV-10233
   lnvoice Date : 09/11/2017
   PAINT BRUSH          3      7 . 50
   T0TAL AM0UNT         RM 1 , 234 . 50
   CASH                    1 , 300 . 00
   CHANGE                     65 . 50`,
      RECOGNISED,
    );
    expect(valuesOf(found)).toMatchObject({ document_number: 'IV-10233', issue_date: '2017-11-09', total: '1234.50' });
  });

  it('are found without any label, with little confidence', async () => {
    const found = await understand(
      `
      RECEIPT
      GREEN GROCER
      3 March 2019
      Apples        2.40
      Pears         3.10
                    5.50`,
    );
    expect(valuesOf(found)).toMatchObject({ total: '5.50', issue_date: '2019-03-03' });
    expect(fieldOf(found, 'total')).toMatchObject({ rule: 'largest_amount', confidence: 0.4 });
  });

  it('are the ones of the sale, not of the membership or of the last order', async () => {
    const found = await understand(
      `
      HARBOUR CAFE PTY LTD
      ABN 12 345 678 901
      Member since: 01/02/2015
      Order date: 13/08/2023
      Receipt no. 55120
      Date 14/08/2023 08:15 AM
      Flat white            $4.50
      Banana bread          $6.00
      Total (2 items)      $10.50
      GST included          $0.95
      VISA ************4242  $10.50
      Points balance          812`,
    );
    expect(valuesOf(found)).toMatchObject({ total: '10.50', issue_date: '2023-08-14', document_number: '55120' });
  });
});

describe('a Korean receipt', () => {
  it('gives shop, number, time and sums without a title', async () => {
    const found = await understand(
      `
            다람쥐마트 구로점
        사업자번호 : 125-81-12347
     서울특별시 구로구 디지털로 300
        대표 : 김지우   TEL : 02-555-0199
     판매일시: 2025-11-03 18:20:11
     상품명          단가   수량    금액
     우유 1L        2,800      2    5,600
     식빵           3,300      1    3,300
     과세물품가액                   8,091
     부 가 세                         809
     합    계                       8,900
     받은금액                      10,000
     거스름돈                       1,100`,
      RECOGNISED,
    );
    expect(valuesOf(found)).toMatchObject({
      document_type: 'receipt',
      issuer: '다람쥐마트 구로점',
      issuer_registration_number: '125-81-12347',
      issue_date: '2025-11-03',
      subtotal: '8091',
      tax: '809',
      total: '8900',
      currency: 'KRW',
    });
  });

  it('of a card terminal has its amounts in boxes', async () => {
    const found = await understand(
      `
         신 용 카 드 매 출 전 표
   가맹점명   해든식당
   사업자등록번호 214-86-33210
   카드번호   5312-77**-****-1188
   거래일시   26/02/11 12:41:08
   금   액           18,182 원
   부 가 세           1,818 원
   합   계           20,000 원
   승인번호   30011223`,
      RECOGNISED,
    );
    expect(valuesOf(found)).toMatchObject({
      document_type: 'receipt',
      issuer: '해든식당',
      issuer_registration_number: '214-86-33210',
      issue_date: '2026-02-11',
      tax: '1818',
      total: '20000',
    });
  });
});
