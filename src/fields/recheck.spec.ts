import { describe, expect, it } from '@jest/globals';
import { aField, anAmount } from '../../test/factories.js';
import type { ExtractedField, ExtractedValidation } from '../extraction/extraction.types.js';
import { recheck } from './recheck.js';

const ADDS_UP: ExtractedValidation = {
  rule: 'subtotal_tax_total',
  status: 'fail',
  message: 'does not',
  fields: ['subtotal', 'tax', 'total'],
};
const OTHER: ExtractedValidation = { rule: 'made_up', status: 'fail', message: '', fields: ['total'] };
const AMOUNTS = [anAmount('subtotal', '1000'), anAmount('tax', '100')];

function check(validations: ExtractedValidation[], fields: ExtractedField[], changed: string[]): ExtractedValidation[] {
  return recheck({ validations, fields, entities: [] }, new Set(changed), '2026-02-01');
}

function statusOf(rule: string, validations: ExtractedValidation[]): string | undefined {
  return validations.find((validation) => validation.rule === rule)?.status;
}

describe('a check after a correction', () => {
  it('passes when the amounts add up, and says so', () => {
    const [validation] = check([ADDS_UP], [...AMOUNTS, anAmount('total', '1100')], ['total']);
    expect(validation).toMatchObject({ rule: 'subtotal_tax_total', status: 'pass' });
    expect(validation?.message).toContain('1,100');
  });

  it('fails when they do not', () => {
    const passed = { ...ADDS_UP, status: 'pass' as const };
    expect(check([passed], [...AMOUNTS, anAmount('total', '2000')], ['total'])[0]?.status).toBe('fail');
  });

  it('compares a date that only a user gave', () => {
    const date = (name: string, value: string) => aField({ name, value, type: 'date' });
    const fields = [date('issue_date', '2026-01-08'), date('due_date', '2026-01-07')];
    expect(statusOf('issue_date_before_due_date', check([], fields, ['due_date']))).toBe('fail');
  });

  it('stays as it was when it concerns other fields, or is one that nobody can make anew', () => {
    const good = [...AMOUNTS, anAmount('total', '1100')];
    expect(check([ADDS_UP], good, ['issuer'])[0]).toEqual(ADDS_UP);
    expect(check([OTHER], good, ['total'])[0]).toEqual(OTHER);
  });
});
