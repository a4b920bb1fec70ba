import { describe, expect, it } from '@jest/globals';
import type { ExtractedField, LineItem } from '../../extraction.types.js';
import { validate } from './validations.js';

const TODAY = '2026-06-01';

function money(name: string, amount: string): ExtractedField {
  return field(name, { amount, currency: 'KRW' });
}

function field(name: string, normalized: ExtractedField['normalized'], items?: LineItem[]): ExtractedField {
  const rest = { label: '', value: '', type: 'text', confidence: 1, rule: 'label', location: { page: 1 } } as const;
  return { name, normalized, ...rest, ...(items && { items }) };
}

function item(quantity: string | null, price: string | null, amount: string): LineItem {
  return { description: 'Paper', quantity, unit_price: price, amount, tax: null };
}

function resultOf(rule: string, fields: ExtractedField[]): [string, string] {
  const found = validate([field('document_number', '1'), ...fields], [], TODAY).find((one) => one.rule === rule);
  if (!found) throw new Error(`No validation ${rule}`);
  return [found.status, found.message];
}

describe('subtotal, tax and total', () => {
  it('add up, with the figures told', () => {
    const fields = [money('subtotal', '973800'), money('tax', '97380'), money('total', '1071180')];
    expect(resultOf('subtotal_tax_total', fields)).toEqual([
      'pass',
      'subtotal 973,800 + tax 97,380 = 1,071,180, stated 1,071,180',
    ]);
  });

  it('fail when they do not', () => {
    const fields = [money('subtotal', '973800'), money('tax', '97380'), money('total', '1081180')];
    expect(resultOf('subtotal_tax_total', fields)[0]).toBe('fail');
  });

  it('are added exactly where binary fractions are not', () => {
    const fields = [money('subtotal', '0.10'), money('tax', '0.20'), money('total', '0.30')];
    expect(resultOf('subtotal_tax_total', fields)[1]).toBe('subtotal 0.10 + tax 0.20 = 0.30, stated 0.30');
  });

  it('are skipped when one is missing, and it is said which', () => {
    expect(resultOf('subtotal_tax_total', [money('total', '10')])).toEqual([
      'skipped',
      'Not checked: without subtotal, tax',
    ]);
  });
});

describe('the tax of an invoice in won', () => {
  const currency = field('currency', 'KRW');

  it.each([
    ['pass', '97380'],
    ['pass', '97381'],
    ['fail', '97400'],
  ])('%s: of 973,800 is %s', (status, tax) => {
    expect(resultOf('tax_rate', [currency, money('subtotal', '973800'), money('tax', tax)])[0]).toBe(status);
  });

  it.each([
    ['973800', '10 % of subtotal 973,800 = 97,380, stated tax 97,380'],
    ['973805', '10 % of subtotal 973,805 = 97,380.5, stated tax 97,380'],
  ])('is told without decimals that say nothing: of %s', (subtotal, message) => {
    const fields = [currency, money('subtotal', subtotal), money('tax', '97380')];
    expect(resultOf('tax_rate', fields)).toEqual(['pass', message]);
  });

  it.each([
    ['of another currency', [field('currency', 'EUR'), money('subtotal', '100'), money('tax', '21')]],
    ['free of tax', [currency, money('subtotal', '100'), money('tax', '0')]],
    ['without a tax', [currency, money('subtotal', '100')]],
  ])('is not looked at %s', (_, fields) => {
    expect(resultOf('tax_rate', fields)[0]).toBe('skipped');
  });
});

describe('line items', () => {
  it('add up to the subtotal', () => {
    const items = field('line_items', '', [item('2', '50', '100'), item(null, null, '20')]);
    expect(resultOf('line_items_subtotal', [items, money('subtotal', '120')])).toEqual([
      'pass',
      '2 line items come to 120, stated subtotal 120',
    ]);
    expect(resultOf('line_items_subtotal', [items, money('subtotal', '130')])[0]).toBe('fail');
  });

  it('priced with tax add up to the total', () => {
    const items = field('line_items', '', [item('1', '121', '121')]);
    const fields = [items, money('subtotal', '100'), money('tax', '21'), money('total', '121')];
    expect(resultOf('line_items_subtotal', fields)).toEqual(['pass', '1 line item comes to 121, stated total 121']);
  });

  it('have amounts of quantity × unit price, rounded as they are printed', () => {
    const right = field('line_items', '', [item('1.306', '10.99', '14.35'), item('3', '4.50', '13.50')]);
    expect(resultOf('line_item_amounts', [right])[0]).toBe('pass');
    const wrong = field('line_items', '', [item('3', '4.50', '13.05')]);
    expect(resultOf('line_item_amounts', [wrong])).toEqual([
      'fail',
      'quantity × unit price is not the amount of 1 of 1 line items: Paper: 3 × 4.50 ≠ 13.05',
    ]);
  });
});

describe('what is no invoice', () => {
  it('is told of no check that was skipped', () => {
    expect(validate([field('title', 'Notes')], [], TODAY)).toEqual([]);
  });
});

describe('numbers and dates', () => {
  it.each([
    ['pass', '183-01-66134'],
    ['fail', '183-01-66135'],
    ['skipped', 'NL810433999B01'],
  ])('%s: %s as registration number', (status, number) => {
    expect(resultOf('registration_number_checksum', [field('issuer_registration_number', number)])[0]).toBe(status);
  });

  it.each([
    ['pass', 'NL91ABNA0417164300'],
    ['fail', 'NL91ABNA0417164301'],
    ['skipped', '123-456-789'],
  ])('%s: %s as account', (status, account) => {
    expect(resultOf('iban_checksum', [field('payment_account', account)])[0]).toBe(status);
  });

  it.each([
    ['pass', '2026-05-01', '2026-05-31'],
    ['pass', '2026-05-01', '2026-05-01'],
    ['fail', '2026-05-31', '2026-05-01'],
  ])('%s: issued %s, due %s', (status, issued, due) => {
    expect(resultOf('issue_date_before_due_date', [field('issue_date', issued), field('due_date', due)])[0]).toBe(
      status,
    );
  });

  it('an issue date of tomorrow fails', () => {
    expect(resultOf('issue_date_not_in_future', [field('issue_date', TODAY)])[0]).toBe('pass');
    expect(resultOf('issue_date_not_in_future', [field('issue_date', '2026-06-02')])).toEqual([
      'fail',
      'issued 2026-06-02, which is after 2026-06-01',
    ]);
  });
});
