import { describe, expect, it } from '@jest/globals';
import { aField, anAmount, anExtraction } from '../../test/factories.js';
import { besideCorrections, withCorrections } from './corrections.js';
import type { StoredField } from './field.types.js';

const EXTRACTION = anExtraction({
  fields: [aField({ name: 'account', value: 'A' }), aField({ name: 'account', value: 'B' }), anAmount('total', '10')],
});
const AT = new Date('2026-01-07T00:00:00Z');

function stored(parts: Pick<StoredField, 'name'> & Partial<StoredField>, value: string): StoredField {
  return { ordinal: 0, type: 'text', found: null, ...parts, corrected: { value, normalized: value, by: 'me', at: AT } };
}

describe('corrections', () => {
  it('stand in place of what was found, each of its own of several fields', () => {
    const { fields } = withCorrections(EXTRACTION, [stored({ name: 'account', ordinal: 1 }, 'C')]);
    expect(fields).toMatchObject([
      { name: 'account', value: 'A' },
      { name: 'account', value: 'C', normalized: 'C', confidence: 1, rule: 'corrected', corrected: true },
      { name: 'total', value: '10' },
    ]);
  });

  it('leave an extraction without any as it is', () => {
    expect(withCorrections(EXTRACTION, []).fields).toMatchObject(EXTRACTION.fields);
  });

  it('add what was not found, without a place', () => {
    const { fields } = withCorrections(EXTRACTION, [stored({ name: 'due_date', type: 'date' }, '2026-01-07')]);
    expect(fields.at(-1)).toMatchObject({ name: 'due_date', value: '2026-01-07', location: null, corrected: true });
  });

  it('stand beside what was found', () => {
    const [, second] = besideCorrections(EXTRACTION, [stored({ name: 'account', ordinal: 1 }, 'C')]);
    expect(second).toMatchObject({ field: { value: 'B' }, corrected: { value: 'C', by: 'me' } });
  });
});
