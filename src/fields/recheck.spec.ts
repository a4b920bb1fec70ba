import { describe, expect, it } from '@jest/globals';
import { aField, anAmount } from '../../test/factories.js';
import type { ExtractedValidation } from '../extraction/extraction.types.js';
import { recheck } from './recheck.js';

const ADDS_UP: ExtractedValidation = {
  rule: 'total_is_subtotal_and_tax',
  status: 'fail',
  message: '',
  fields: ['subtotal', 'tax', 'total'],
};
const AMOUNTS = [anAmount('subtotal', '0.10'), anAmount('tax', '0.20')];

function statusOf(validation: ExtractedValidation, fields: ReturnType<typeof aField>[], changed: string[]) {
  return recheck({ validations: [validation], fields }, new Set(changed))[0]?.status;
}

describe('a check after a correction', () => {
  it('passes when the amounts add up, to the last digit', () => {
    expect(statusOf(ADDS_UP, [...AMOUNTS, anAmount('total', '0.30')], ['total'])).toBe('pass');
  });

  it('fails when they do not', () => {
    expect(statusOf({ ...ADDS_UP, status: 'pass' }, [...AMOUNTS, anAmount('total', '0.31')], ['total'])).toBe('fail');
  });

  it('compares dates', () => {
    const dates = { ...ADDS_UP, fields: ['issue_date', 'due_date'] };
    const date = (name: string, value: string) => aField({ name, value, type: 'date' });
    const fields = [date('issue_date', '2026-01-08'), date('due_date', '2026-01-07')];
    expect(statusOf({ ...dates, status: 'pass' }, fields, ['due_date'])).toBe('fail');
    expect(statusOf(dates, [date('issue_date', '2026-01-07'), ...fields.slice(1)], ['due_date'])).toBe('pass');
  });

  it('stays as it was when it concerns other fields, needs more than fields, or lacks one', () => {
    const good = [...AMOUNTS, anAmount('total', '0.30')];
    expect(statusOf(ADDS_UP, good, ['issuer'])).toBe('fail');
    expect(statusOf({ ...ADDS_UP, fields: ['line_items', 'total'] }, good, ['total'])).toBe('fail');
    expect(statusOf(ADDS_UP, AMOUNTS, ['tax'])).toBe('fail');
  });
});
