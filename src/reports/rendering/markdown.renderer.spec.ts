import { describe, expect, it } from '@jest/globals';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { aReport, aTableSection } from '../../../test/factories.js';
import { reportBearing } from '../../../test/fixtures/reports/build-report.js';
import { HOSTILE_VALUES } from '../../../test/fixtures/reports/hostile-document.mjs';
import { renderMarkdown } from './markdown.renderer.js';

function line(text: string): string {
  const rendered = renderMarkdown(aReport([{ kind: 'text', title: 'Text', paragraphs: [text] }]));
  return rendered.split('\n\n').at(-1)?.trimEnd() ?? '';
}

/** What a report is made of: no link, picture, rule or quotation. */
const ELEMENTS: ReadonlySet<string> = new Set('h1 h2 p ul li br table thead tbody tr th td'.split(' '));

describe('a report in Markdown', () => {
  it('has a heading per section, and tables with as many cells in each row', () => {
    const section = aTableSection({
      columns: ['Name', 'Amount'],
      types: ['text', 'decimal'],
      rows: [['Kim', 1.5], ['Lee']],
    });
    expect(renderMarkdown(aReport([section]))).toBe(
      [
        '# Report on a',
        '',
        'As of January 7, 2026',
        '',
        '## Table 1',
        '',
        '| Name | Amount |',
        '| --- | ---: |',
        '| Kim | 1.5 |',
        '| Lee |  |',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['a heading', '# big', '\\# big'],
    ['HTML', '<script>alert(1)</script>', '\\<script\\>alert\\(1\\)\\</script\\>'],
    ['an entity', '&lt;b&gt;', '\\&lt;b\\&gt;'],
    ['a link', '[click](javascript:x)', '\\[click\\]\\(javascript:x\\)'],
    ['an image', '![x](http://evil)', '\\!\\[x\\]\\(http\\://evil\\)'],
    ['a bare address', 'see https://evil.example', 'see https\\://evil.example'],
    ['a bare host', 'see www.evil.example', 'see www\\.evil.example'],
    ['an address of e-mail', 'a@b.example', 'a\\@b.example'],
    ['emphasis', '*a* _b_ ~~c~~ `d`', '\\*a\\* \\_b\\_ \\~\\~c\\~\\~ \\`d\\`'],
    ['mathematics', '$x$', '\\$x\\$'],
    ['a list', '- one', '\\- one'],
    ['an empty list item', '-', '\\-'],
    ['a numbered list', '1. one', '1\\. one'],
    ['a quotation', '> said', '\\> said'],
    ['a rule', '---', '\\---'],
    ['the line below a heading', '===', '\\==='],
    ['a code block by indentation', '        code', 'code'],
    ['a table', 'a | b', 'a \\| b'],
    ['an escape', 'a\\', 'a\\\\'],
  ])('lets text make no %s', (_case, text, expected) => {
    expect(line(text)).toBe(expected);
  });

  it('makes no heading of two lines', () => {
    expect(line('Total\n---')).toBe('Total  \n\\---');
  });

  it('keeps a cell in its cell and a title in its line', () => {
    const section = aTableSection({ title: 'a\n# b', columns: ['x|y'], rows: [['one\r\ntwo\t|']] });
    const rendered = renderMarkdown(aReport([section]));
    expect(rendered).toContain('## a \\# b\n');
    expect(rendered).toContain('| x\\|y |');
    expect(rendered).toContain('| one two \\| |');
  });

  it('leaves plain sentences, numbers and dates alone', () => {
    expect(line('서울 2026-01-07: total -1.5 (approx.)')).toBe('서울 2026-01-07: total -1.5 \\(approx.\\)');
  });

  it.each(HOSTILE_VALUES)('holds %s as text, however GitHub reads it', async (_case, value) => {
    const report = await reportBearing(value);
    const rendered = renderMarkdown(report);
    const page = micromark(rendered, {
      allowDangerousHtml: true,
      allowDangerousProtocol: true,
      extensions: [gfm()],
      htmlExtensions: [gfmHtml()],
    });
    const count = (element: RegExp): number => page.match(element)?.length ?? 0;
    const elements = new Set([...page.matchAll(/<([a-z][\w-]*)/gi)].map(([, name]) => name));
    expect([...elements].filter((name) => !ELEMENTS.has(name ?? ''))).toEqual([]);
    expect(count(/<h[12]>/g)).toBe(1 + report.sections.length);
    expect(count(/<table>/g)).toBe(report.sections.filter(({ kind }) => kind !== 'text').length);
    expect(rendered.isWellFormed()).toBe(true);
  });
});
