import { describe, expect, it } from '@jest/globals';
import { readQuery } from './search.service.js';
import { makeSnippets, snippetOf } from './snippets.js';

function hits(text: string, query: string): string[] {
  const snippet = snippetOf(text, readQuery(query), { source: 'text' });
  return (snippet?.highlights ?? []).map(([start, end]) => snippet?.text.slice(start, end) ?? '');
}

describe('a snippet', () => {
  it.each([
    ['빅포인트를 드립니다', '포인트', ['포인트']],
    ['No. 2024-4622, ㈜동해물산', '동해 2024-4622', ['2024-4622', '동해']],
    ['Ｆｕｌｌ Invoices', 'full invoice', ['Ｆｕｌｌ', 'Invoices']],
    ['a <b>part</b> of art', 'art', ['art']],
    ['합계 831,800원', '831800', ['831,800']],
    ['😀 허브 😀', '허브', ['허브']],
    ['㈜동해', '주', ['㈜']],
  ])('of %j marks for %j %j', (text, query, marked) => {
    expect(hits(text, query)).toEqual(marked);
  });

  it('is short, on one line, and about the place where the words stand together', () => {
    const filler = 'Lorem ipsum\ndolor   sit\tamet '.repeat(40);
    const snippet = snippetOf(`hub ${filler} seven port\n hub ${filler}`, readQuery('hub port'), { source: 'text' });
    expect(snippet?.text).toMatch(/^… .*seven port hub.* …$/);
    expect(snippet?.text).not.toMatch(/\s{2}|\n|\t/);
    expect(snippet?.text.length).toBeLessThan(220);
    expect(snippet?.highlights.map(([start, end]) => snippet.text.slice(start, end))).toEqual(['port', 'hub']);
  });

  it('does not tear characters apart where there are no spaces', () => {
    const snippet = snippetOf('허브' + '😀'.repeat(400), readQuery('허브'), { source: 'text' });
    expect(snippet?.text.isWellFormed()).toBe(true);
  });

  it('is not there without a hit', () => {
    expect(snippetOf('nothing', readQuery('hub'), { source: 'text' })).toBeNull();
  });
});

describe('the snippets of a document', () => {
  const found = {
    filename: '동해 견적.pdf',
    fields: ['issuer', 'recipient', 'address'].map((name) => ({ name, value: '동해', page: 2, sheet: null })),
    passages: [
      { page: 3, sheet: null, text: '동해' },
      { page: null, sheet: '요약', text: '동해 동해' },
    ],
  };

  it('are three at most: the name, a field, and always one of the text', () => {
    const snippets = makeSnippets(found, readQuery('동해'));
    expect(snippets.map(({ source }) => source)).toEqual(['filename', 'field', 'text']);
  });

  it('say where they stand', () => {
    const snippets = makeSnippets({ ...found, filename: 'a.pdf', fields: [] }, readQuery('동해'));
    expect(snippets).toMatchObject([{ sheet: '요약' }, { page: 3 }]);
    expect(snippets[0]).not.toHaveProperty('page');
  });
});
