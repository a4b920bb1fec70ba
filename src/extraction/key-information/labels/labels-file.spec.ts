import { describe, expect, it } from '@jest/globals';
import { understand, valuesOf } from '../../../../test/fixtures/printed-page.js';
import { LabelIndex } from './label-index.js';
import { keyOf } from './label-key.js';
import { parseLabels, readLabelsFile } from './labels-file.js';
import { loadLabels } from './known-labels.js';

describe('a file of labels', () => {
  it('gives each label its meaning and language', async () => {
    const text = 'fields:\n  total:\n    strong:\n      sv: [Att betala, Summa]\nignored:\n  sv: [Kundnummer]\n';
    expect(await parseLabels(text, 'labels.yaml')).toEqual([
      { text: 'Att betala', language: 'sv', meaning: { kind: 'field', name: 'total', strength: 'strong' } },
      { text: 'Summa', language: 'sv', meaning: { kind: 'field', name: 'total', strength: 'strong' } },
      { text: 'Kundnummer', language: 'sv', meaning: { kind: 'ignored' } },
    ]);
  });

  it('may be empty', async () => {
    expect(await parseLabels('', 'labels.yaml')).toEqual([]);
    expect(await parseLabels('# nothing yet\n', 'labels.yaml')).toEqual([]);
  });

  it.each([
    ['a section', 'field:\n  total: {}\n', /^my\.yaml:1: "field" is unknown here; known are fields, parties/],
    ['a field', 'fields:\n  grand_total:\n    strong: {en: [x]}\n', /^my\.yaml:2: "grand_total" is unknown here/],
    ['a strength', 'fields:\n  total:\n    weak: {en: [x]}\n', /^my\.yaml:3: "weak" is unknown here/],
    ['a language', 'ignored:\n  english: [x]\n', /^my\.yaml:2: "english" is no language/],
    ['no list', 'ignored:\n  en: x\n', /^my\.yaml:2: what stands under "en" must be a list/],
    ['an empty label', 'ignored:\n  en:\n    - order\n    - "--"\n', /^my\.yaml:4: the label "--" has no letter/],
    ['no text', 'ignored:\n  en:\n    - [a]\n', /^my\.yaml:3: a label must be a text/],
    ['what is no YAML', 'ignored:\n  en: [a\nfields: {}\n', /^my\.yaml:\d+: /],
    ['the same name twice', 'ignored:\n  en: [a]\nignored:\n  en: [b]\n', /^my\.yaml:3: /],
  ])('with %s names file and line', async (_, text, message) => {
    await expect(parseLabels(text, 'my.yaml')).rejects.toThrow(message);
  });

  it('of JSON is read too, and names the line as well', async () => {
    expect(await parseLabels('{"ignored": {"sv": ["Kundnummer"]}}', 'my.json')).toHaveLength(1);
    await expect(parseLabels('{"ignored": {\n"sv": [7.5, ""]}}', 'my.json')).rejects.toThrow(
      /^my\.json:2: the label ""/,
    );
  });

  it('that is not there is named', async () => {
    await expect(readLabelsFile('/nowhere/labels.yaml')).rejects.toThrow(/^\/nowhere\/labels\.yaml: cannot be read/);
  });

  it('adds to the labels that are known', async () => {
    const own = await loadLabels(null);
    const further = await parseLabels('fields: {document_number: {strong: {fi: [Laskun numero]}}}', 'f.yaml');
    expect(own.get(keyOf('Laskun numero'))).toBeNull();
    expect(new LabelIndex(further).get(keyOf('LASKUN NUMERO:'))?.meanings).toEqual([
      { kind: 'field', name: 'document_number', strength: 'strong' },
    ]);
  });
});

describe('labels', () => {
  it.each([
    ['Invoice No.', 'invoiceno'],
    ['INVOICE #', 'invoiceno'],
    ['공 급 가 액', '공급가액'],
    ['Échéance', 'echeance'],
    ['Ｔｏｔａｌ', 'total'],
    ['N° de facture', 'nodefacture'],
  ])('%s is read as %s', (text, key) => {
    expect(keyOf(text)).toBe(key);
  });

  it('within a longer word are none', async () => {
    const found = await understand('INVOICE\nTotals2020 Ltd\nTotaling  99.00\nAmount due  12.50');
    expect(valuesOf(found)['total']).toBe('12.50');
  });

  it('that are longer keep their values from shorter ones', async () => {
    const found = await understand('INVOICE\nTotal items   3\nTotal outstanding   900.00\nTotal   12.50');
    expect(valuesOf(found)['total']).toBe('12.50');
  });
});
