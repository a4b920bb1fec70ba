import { describe, expect, it } from '@jest/globals';
import { fieldOf, understand, valuesOf } from '../../../test/fixtures/printed-page.js';

describe('an English invoice', () => {
  it('may have its particulars in a row of headers with the values below', async () => {
    const found = await understand(`
   Northwind Paper Ltd                                    INVOICE
   4 Mill Lane, Leeds LS1 4AP
   VAT Reg No: GB 123 4567 82

   Bill To                    Ship To
   Harbour Books              Harbour Books Depot
   12 Quay St, Hull           Unit 3, Hull

   Invoice No    Invoice Date     Due Date       Terms
   NP-20931      12 Mar 2026      11 Apr 2026    Net 30

   Description             Qty    Unit Price    Amount
   Copy paper A4           10     4.20          42.00
   Envelopes C5            4      3.25          13.00
                                  Subtotal      £55.00
                                  VAT @ 20%     £11.00
                                  Amount Due    £66.00`);
    expect(valuesOf(found)).toMatchObject({
      document_type: 'invoice',
      issuer: 'Northwind Paper Ltd',
      issuer_registration_number: 'GB 123 4567 82',
      recipient: 'Harbour Books',
      document_number: 'NP-20931',
      issue_date: '2026-03-12',
      due_date: '2026-04-11',
      subtotal: '55.00',
      tax: '11.00',
      total: '66.00',
      currency: 'GBP',
    });
  });

  it('may be one of a service without tax and without a due date', async () => {
    const found = await understand(`
   Cloudberry Hosting, Inc.
   410 Pine Ave, Portland, OR 97201, USA

   Invoice #: 42199077
   Date of issue: August 3 , 2024
   Account number: 29666400

   Billing period July 1 - July 31, 2024

   Compute              $1.87
   Storage              $2.22
   Transfer             $0.02
   Total for this invoice      $4.11`);
    expect(valuesOf(found)).toMatchObject({
      issuer: 'Cloudberry Hosting, Inc.',
      document_number: '42199077',
      issue_date: '2024-08-03',
      total: '4.11',
      currency: 'USD',
    });
  });

  it('has its sums as the columns of one row', async () => {
    const found = await understand(`
   INVOICE 2025/0077
   Alder & Sons Joinery Limited
   Date: 28.02.2025

   Net        VAT       Total
   800.00     160.00    960.00`);
    expect(valuesOf(found)).toMatchObject({
      document_number: '2025/0077',
      issue_date: '2025-02-28',
      subtotal: '800.00',
      tax: '160.00',
      total: '960.00',
    });
  });

  it('prefers the sum that adds up to a larger figure with the same label', async () => {
    const found = await understand(`
   TAX INVOICE
   Total        120.00
   GST           12.00
   Total        132.00
   Total        999.00  last year`);
    expect(valuesOf(found)).toMatchObject({ subtotal: '120.00', tax: '12.00', total: '132.00' });
    expect(fieldOf(found, 'total').rule).toBe('label_beside+sum');
  });
});

describe('invoices of the continent', () => {
  it('in Dutch', async () => {
    const found = await understand(`
   Kanaal Telecom B.V.                    Mevr. J. de Boer
   Postbus 12, 1000 AA Amsterdam          Dorpsstraat 9
   KvK 24330099                           2341 AB Oegstgeest
   BTW NL810433999B01
   IBAN NL91ABNA0417164300

   Factuur
   Factuurnummer    F2023-88123
   Factuurdatum     2 november 2023
   Klantnummer      6669999
   Vervaldatum      16-11-2023

   Abonnement                       € 24,79
   Subtotaal excl. btw              € 24,79
   Btw 21%                          €  5,21
   Totaal incl. btw                 € 30,00
   Het bedrag wordt rond 16 november afgeschreven.`);
    expect(valuesOf(found)).toMatchObject({
      document_type: 'invoice',
      issuer: 'Kanaal Telecom B.V.',
      issuer_registration_number: 'NL810433999B01',
      document_number: 'F2023-88123',
      issue_date: '2023-11-02',
      due_date: '2023-11-16',
      subtotal: '24.79',
      tax: '5.21',
      total: '30.00',
      currency: 'EUR',
      payment_account: 'NL91ABNA0417164300',
    });
  });

  it('in German', async () => {
    const found = await understand(`
   Waldhof Netze AG - Uferweg 4 - D-63571 Gelnhausen
   Herr Klaus Beispiel
   Ringstr. 7                       Rechnungsnr.:   30064999
   10115 Berlin                     Kundennr.:      11223
                                    Rechnungsdatum: 07.05.2024
   Rechnung
   Pos.  Beschreibung        Menge   Einzelpreis    Betrag
   1     Tarif M             7       3,89           27,23
   2     Tarif L             1       1.005,39       1.005,39
                             Nettobetrag            1.032,62
                             zzgl. 19 % MwSt.         196,20
                             Rechnungsbetrag    EUR 1.228,82
   USt-IdNr.: DE 232 446 999   Zahlbar bis 21.05.2024 ohne Abzug`);
    expect(valuesOf(found)).toMatchObject({
      issuer_registration_number: 'DE 232 446 999',
      document_number: '30064999',
      issue_date: '2024-05-07',
      due_date: '2024-05-21',
      subtotal: '1032.62',
      tax: '196.20',
      total: '1228.82',
      currency: 'EUR',
    });
  });

  it('in French', async () => {
    const found = await understand(`
   LUMIÈRE FIBRE SAS
   8 rue de la Paix, 75002 Paris
   N° TVA : FR60421938999
   Facture n° 562044999 du 2 juillet 2024
   Date d'échéance : 05/07/2024

   Forfait                                24,99
   Total HT                            24,99 €
   TVA (20 %)                           5,00 €
   Total TTC                           29,99 €`);
    expect(valuesOf(found)).toMatchObject({
      document_type: 'invoice',
      issuer: 'LUMIÈRE FIBRE SAS',
      document_number: '562044999',
      issue_date: '2024-07-02',
      due_date: '2024-07-05',
      subtotal: '24.99',
      tax: '5.00',
      total: '29.99',
    });
  });

  it('in Spanish and Italian', async () => {
    const spanish = await understand(`
   Ferretería Olmo S.L.         NIF: B12345674
   FACTURA
   Nº de factura: 2024-118
   Fecha de factura: 9 de enero de 2024
   Base imponible     1.250,00 €
   IVA 21%              262,50 €
   TOTAL FACTURA      1.512,50 €`);
    expect(valuesOf(spanish)).toMatchObject({
      document_number: '2024-118',
      issue_date: '2024-01-09',
      issuer_registration_number: 'B12345674',
      total: '1512.50',
    });
    const italian = await understand(`
   Officine Rossi S.r.l.       P.IVA 01234567897
   Fattura n. 44/2024          Data: 31/01/2024
   Spett.le  Bianchi Costruzioni S.p.A.
   Imponibile        200,00
   IVA 22%            44,00
   Totale documento  244,00 EUR`);
    expect(valuesOf(italian)).toMatchObject({
      document_number: '44/2024',
      issue_date: '2024-01-31',
      recipient: 'Bianchi Costruzioni S.p.A.',
      total: '244.00',
    });
  });
});

describe('a payment code', () => {
  const barcode = {
    format: 'QRCode',
    value: 'SPC',
    content: {
      standard: 'swiss_qr_bill',
      fields: { iban: 'CH5800791123000889012', creditor_name: 'Bergbach AG', amount: '1949.75', currency: 'CHF' },
    },
    location: { page: 1, bbox: [10, 10, 60, 60] as [number, number, number, number] },
  };

  it('tells what the print leaves open', async () => {
    const found = await understand('Rechnung\nBitte zahlen Sie umgehend', { barcodes: [barcode] });
    expect(valuesOf(found)).toMatchObject({
      issuer: 'Bergbach AG',
      total: '1949.75',
      currency: 'CHF',
      payment_account: 'CH5800791123000889012',
    });
    expect(fieldOf(found, 'total')).toMatchObject({ rule: 'barcode:swiss_qr_bill', location: barcode.location });
  });

  it('confirms what is printed', async () => {
    const found = await understand("Rechnung\nGesamtbetrag   CHF 1'949.75", { barcodes: [barcode] });
    expect(fieldOf(found, 'total').rule).toBe('label_beside+barcode');
    expect(fieldOf(found, 'total').confidence).toBeGreaterThan(0.98);
  });
});

describe('what is no invoice', () => {
  it('gets no sums, parties or numbers by guess', async () => {
    const found = await understand(`
   The Evolution of the Word Processor
   In 1979 the total number of machines sold reached 1,200.
   A machine cost $14,000.00 and the invoice was due at once.
   Published: 4 May 2021`);
    expect(valuesOf(found)).toEqual({
      document_type: 'other',
      title: 'The Evolution of the Word Processor',
      date: '2021-05-04',
    });
  });
});
