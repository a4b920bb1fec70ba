import { describe, expect, it, jest } from '@jest/globals';
import sharp from 'sharp';
import { buildBarcode } from '../../../test/fixtures/build-barcode.js';
import { extractBytes, extractFixture } from '../../../test/fixtures/extract-fixture.js';
import type { ExtractedBarcode } from '../extraction.types.js';

jest.setTimeout(60_000);

async function barcodesOf(text: string, format?: Parameters<typeof buildBarcode>[1]): Promise<ExtractedBarcode[]> {
  return (await extractBytes('made.png', await buildBarcode(text, format), { ocr: 'off' })).barcodes;
}

describe('barcodes of pictures', () => {
  it.each([
    ['QRCode', 'any text'],
    ['DataMatrix', 'any text'],
    ['Code128', 'KX-20967/B'],
    ['EAN13', '4006381333931'],
  ] as const)('are read: %s', async (format, text) => {
    expect(await barcodesOf(text, format)).toMatchObject([{ format, value: text, content: null }]);
  });

  it('are told with their place on the upright picture', async () => {
    const code = await sharp(await buildBarcode('where')).toBuffer();
    const { width, height } = await sharp(code).metadata();
    const bytes = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#ffffff' } })
      .composite([{ input: code, left: 400, top: 50 }])
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const { barcodes } = await extractBytes('made.jpg', bytes, { ocr: 'off' });
    const { bbox = [0, 0, 0, 0] } = barcodes[0]?.location as { bbox?: number[] };
    // Turned by a quarter, what was 50 from the top is 50 from the right.
    expect(bbox[0]).toBeGreaterThan(400 - 50 - height);
    expect(bbox[2]).toBeLessThan(400 - 50);
    expect(bbox[1]).toBeGreaterThan(400);
    expect(bbox[3]).toBeLessThan(400 + width);
  });

  it('are taken apart when they are Swiss bills', async () => {
    const { barcodes, text } = await extractFixture('qr_bill_example.jpg');
    expect(barcodes).toMatchObject([
      {
        format: 'QRCode',
        content: {
          standard: 'swiss_qr_bill',
          fields: {
            iban: 'CH5800791123000889012',
            creditor_name: 'Robert Schneider AG',
            creditor_address: 'Rue du Lac 1268, 2501 Biel',
            amount: '3949.75',
            currency: 'CHF',
            debtor_name: 'Pia Rutschmann',
            reference_type: 'NON',
          },
        },
        location: { page: 1, bbox: [352, 1019, 574, 1241] },
      },
    ]);
    expect(text).toContain('Disposal of cuttings');
  });

  it('are taken apart when they are SEPA credit transfers', async () => {
    const lines = ['BCD', '002', '1', 'SCT', '', 'Example Club', 'DE89370400440532013000', 'EUR12.50', '', '', 'Dues'];
    expect(await barcodesOf(lines.join('\n'))).toMatchObject([
      {
        content: {
          standard: 'epc_credit_transfer',
          fields: { creditor_name: 'Example Club', iban: 'DE89370400440532013000', amount: '12.50', currency: 'EUR' },
        },
      },
    ]);
  });

  // The example of EMVCo's specification (Merchant-Presented Mode, version 1.1, annex), its checksum included.
  const PAYMENT =
    '00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT' +
    '6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME91320016A01' +
    '1223344998877070812345678';

  it('are taken apart when they are payments to a merchant', async () => {
    expect(await barcodesOf(`${PAYMENT}6304A13A`)).toMatchObject([
      {
        content: {
          standard: 'emv_merchant_payment',
          fields: {
            merchant_name: 'BEST TRANSPORT',
            merchant_name_local: '最佳运输',
            merchant_city: 'BEIJING',
            country: 'CN',
            currency: 'CNY',
            amount: '23.72',
          },
        },
      },
    ]);
  });

  it('are not taken apart when their checksum is wrong', async () => {
    expect(await barcodesOf(`${PAYMENT}6304A13B`)).toMatchObject([{ content: null }]);
  });

  it.each(['SPC\n0200\n1\nnone', 'BCD\n002', '000201', `00020163049999`, 'SPC', '\n'.repeat(40)])(
    'are only text when they merely begin like a payment: %j',
    async (text) => {
      expect(await barcodesOf(text)).toMatchObject([{ content: null }]);
    },
  );
});
