import { describe, expect, it } from '@jest/globals';
import { fieldOf, understand, valuesOf } from '../../../../test/fixtures/printed-page.js';
import type { CellValue, ExtractedTable, TableColumn } from '../../extraction.types.js';

const COLUMN = { null_count: 0, distinct_count: 1, min: null, max: null, sum: null, mean: null, examples: [] };

function table(names: string[], rows: CellValue[][], totals: number[] = []): ExtractedTable {
  const columns = names.map((name, at): TableColumn => ({
    name,
    type: typeof rows[0]?.[at] === 'number' ? 'decimal' : 'text',
    ...COLUMN,
  }));
  const location = { page: 1, bbox: [0, 0, 100, 50] as [number, number, number, number] };
  return { id: 't1', location, title: null, confidence: 1, row_count: rows.length, rows, totals_rows: totals, columns };
}

async function itemsOf(of: ExtractedTable, drawing = 'INVOICE') {
  return fieldOf(await understand(drawing, { tables: [of] }), 'line_items').items;
}

describe('line items in a table', () => {
  it('are known by the headers of its columns', async () => {
    const rows = [
      ['USB 허브', 11, 45900, 504900],
      ['의자', 2, 154000, 308000],
    ];
    expect(await itemsOf(table(['품 목', '수량', '단가', '공급가액'], rows))).toEqual([
      { description: 'USB 허브', quantity: '11', unit_price: '45900', amount: '504900', tax: null },
      { description: '의자', quantity: '2', unit_price: '154000', amount: '308000', tax: null },
    ]);
  });

  it.each([
    [['Description', 'Qty', 'Unit price (EUR)', 'VAT', 'Total (EUR)']],
    [['Omschrijving', 'Aantal', 'Stuksprijs', 'BTW', 'Bedrag']],
    [['Bezeichnung', 'Menge', 'Einzelpreis', 'MwSt.', 'Gesamtpreis']],
    [['Désignation', 'Qté', 'Prix unitaire', 'TVA', 'Montant HT']],
    [['Concepto', 'Cantidad', 'Precio', 'IVA', 'Importe']],
    [['Descrizione', 'Q.tà', 'Prezzo unitario', 'IVA', 'Importo']],
  ])('have the headers %j', async (names) => {
    expect(await itemsOf(table(names, [['Paper', 2, 4.5, 0.21, 9]]))).toEqual([
      { description: 'Paper', quantity: '2', unit_price: '4.5', amount: '9', tax: '0.21' },
    ]);
  });

  it('leave out rows that are sums, and texts between the items', async () => {
    const rows = [
      ['Paper', 2, 4.5, 9],
      ['Serial number: 12', null, null, null],
      [null, null, 'Subtotal', 9],
      [null, null, 'Summe der Seite', 9],
    ];
    expect(await itemsOf(table(['Item', 'Qty', 'Price', 'Amount'], rows, [3]))).toHaveLength(1);
  });

  it('are none when the table holds something else', async () => {
    const found = await understand('INVOICE', { tables: [table(['Month', 'Visitors'], [['May', 12]])] });
    expect(valuesOf(found)).not.toHaveProperty('line_items');
  });

  it('are certain when quantity × unit price is the amount, and stand where the table does', async () => {
    const right = await understand('INVOICE', {
      tables: [table(['Item', 'Qty', 'Price', 'Amount'], [['Pen', 3, 2, 6]])],
    });
    const wrong = await understand('INVOICE', {
      tables: [table(['Item', 'Qty', 'Price', 'Amount'], [['Pen', 3, 2, 7]])],
    });
    expect(fieldOf(right, 'line_items').confidence).toBeGreaterThan(fieldOf(wrong, 'line_items').confidence);
    expect(fieldOf(right, 'line_items')).toMatchObject({
      value: 'Pen: 3 × 2 = 6',
      location: { page: 1, bbox: [0, 0, 100, 50] },
    });
  });
});

describe('line items of a receipt', () => {
  it('are the lines above the sums when they add up to one', async () => {
    const found = await understand(`
   RECEIPT
   Nasi Lemak      2     12.00
   Teh O Ais       1      4.00
   Total                 16.00`);
    expect(fieldOf(found, 'line_items').items).toEqual([
      { description: 'Nasi Lemak', quantity: '2', unit_price: null, amount: '12.00', tax: null },
      { description: 'Teh O Ais', quantity: '1', unit_price: null, amount: '4.00', tax: null },
    ]);
  });

  it('are not told when they do not', async () => {
    const found = await understand('RECEIPT\nNasi Lemak   12.00\nTeh O   5.00\nTotal   16.00');
    expect(valuesOf(found)).not.toHaveProperty('line_items');
  });
});
