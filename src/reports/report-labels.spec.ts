import { describe, expect, it } from '@jest/globals';
import { anExtraction } from '../../test/factories.js';
import { reportOn } from '../../test/fixtures/reports/build-report.js';
import { en } from '../common/messages/en.js';
import { LOCALES, type MessageKey } from '../common/messages/messages.js';
import { ENTITY_TYPES } from '../extraction/key-information/entities/entity.types.js';
import { DOCUMENT_TYPES, LABELLED_FIELDS } from '../extraction/key-information/labels/labels.types.js';
import { createValidation } from '../extraction/key-information/validations/create-validation.js';
import { VALIDATION_RULES } from '../extraction/key-information/validations/validation-rules.js';
import { createWarning } from '../extraction/warnings.js';
import { KNOWN_FIELDS } from '../fields/known-fields.js';
import { namedLabel } from './report-labels.js';

const FIELDS = [...new Set([...LABELLED_FIELDS, ...Object.keys(KNOWN_FIELDS), 'line_items', 'tax_rate'])];
const HANGUL = /[가-힣]/;
const keysOf = <P extends string>(prefix: P): Extract<MessageKey, `${P}${string}`>[] =>
  Object.keys(en).filter((key): key is Extract<MessageKey, `${P}${string}`> => key.startsWith(prefix));

/** Something for every placeholder of a sentence. */
const params = (key: MessageKey): Record<string, string | number> =>
  Object.fromEntries(
    [...en[key].matchAll(/\{(\w+)(, number)?/g)].map(([, name = '', number]) => [name, number ? 3 : '900']),
  );

describe.each(LOCALES)('the words of reports in %s', (locale) => {
  it.each([
    ['field', FIELDS],
    ['rule', VALIDATION_RULES],
    ['entity', ENTITY_TYPES],
    ['document_type', [...DOCUMENT_TYPES, 'other']],
  ] as const)('name every %s that can be found', (kind, names) => {
    expect(names.filter((name) => namedLabel(locale, kind, name) === null)).toEqual([]);
  });
});

describe('a report in Korean', () => {
  it('says every warning in Korean', async () => {
    const warnings = keysOf('warning.').map((key) => createWarning(key, params(key)));
    const report = await reportOn(anExtraction({ text: '', warnings }), 'a.pdf');
    const paragraphs = report.sections.flatMap((section) => (section.kind === 'text' ? section.paragraphs : []));
    expect(paragraphs).toHaveLength(warnings.length);
    expect(paragraphs.filter((text) => !HANGUL.test(text))).toEqual([]);
  });

  it('says every check and its result in Korean', async () => {
    const keys = keysOf('validation.');
    const validations = keys.map((key) => createValidation('tax_rate', 'fail', key, params(key), []));
    const report = await reportOn(anExtraction({ validations }), 'a.pdf');
    const said = report.sections.flatMap((section) => (section.kind === 'validations' ? section.validations : []));
    expect(said).toHaveLength(keys.length);
    expect(said.filter(({ label, message }) => !HANGUL.test(label) || !HANGUL.test(message))).toEqual([]);
  });

  it('names in its sentences the fields and kinds that they speak of', async () => {
    const warnings = [createWarning('warning.entities_cut', { limit: 100, type: 'business_number' })];
    const missing = createValidation(
      'subtotal_tax_total',
      'skipped',
      'validation.sum_missing',
      { missing: 'tax, total' },
      [],
    );
    const report = await reportOn(anExtraction({ warnings, validations: [missing] }), 'a.pdf');
    expect(JSON.stringify(report)).toContain('세액, 합계 금액');
    expect(JSON.stringify(report)).toContain('사업자등록번호');
  });

  it('leaves as it is stored a sentence that does not tell what it speaks of', async () => {
    const warnings = [{ code: 'PAGE_WITHOUT_TEXT', message: 'Page 1 has no usable text layer' }];
    const report = await reportOn(anExtraction({ warnings }), 'a.pdf');
    expect(JSON.stringify(report)).toContain('Page 1 has no usable text layer');
  });

  it('names the kind of document, not its key', async () => {
    const field = {
      name: 'document_type',
      label: '',
      value: 'TAX INVOICE',
      normalized: 'tax_invoice',
      type: 'text' as const,
    };
    const fields = [{ ...field, confidence: 1, rule: 'title', location: { page: 1 } }];
    const report = await reportOn(anExtraction({ fields }), 'a.pdf');
    expect(JSON.stringify(report)).toContain('"value":"세금계산서"');
  });
});
