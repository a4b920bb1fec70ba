import { describe, expect, it } from '@jest/globals';
import { aReport, aTableSection } from '../../../test/factories.js';
import { reportBearing } from '../../../test/fixtures/reports/build-report.js';
import { HOSTILE_VALUES } from '../../../test/fixtures/reports/hostile-document.mjs';
import { renderHtml } from './html.renderer.js';

/** Every element that a report is made of; a document adds none. */
const ELEMENTS: ReadonlySet<string> = new Set(
  (
    'html head meta title style body main header h1 h2 p nav strong ol ul li a section div table thead tbody tr th td ' +
    'footer figure svg rect path text g defs clipPath'
  ).split(' '),
);

// eslint-disable-next-line no-control-regex -- what must not be there
const UNWANTED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/;

describe('a report as HTML', () => {
  it('is one page that fetches nothing and runs nothing, and says so to the browser', () => {
    const page = renderHtml(aReport([aTableSection({ columns: ['Name'], rows: [['Kim']] })]));
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;;`,
    );
    expect(page).not.toMatch(/<(script|link|iframe|img|object|form)\b/i);
    expect(page).not.toMatch(/\b(src|href)="(?!#)/);
  });

  it('is made for the light, the dark and paper', () => {
    const page = renderHtml(aReport([]));
    expect(page).toContain('prefers-color-scheme:dark');
    expect(page).toContain('@media print');
  });

  it('lets text be text, in every place', () => {
    const hostile = `"><script>alert('x')</script><img src=x onerror=alert(1)>&amp;`;
    const escaped =
      '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&amp;amp;';
    const table = aTableSection({ title: hostile, columns: [hostile], rows: [[hostile]] });
    const report = aReport([
      { ...table, note: hostile },
      { kind: 'text', title: 'Text', paragraphs: [hostile] },
      {
        kind: 'summary',
        title: 'Summary',
        highlights: [hostile],
        entries: [{ label: hostile, value: hostile, type: 'url' }],
      },
    ]);
    const page = renderHtml({ ...report, title: hostile });
    expect(page).not.toMatch(/<script|<img/i);
    expect(page.split(escaped)).toHaveLength(1 + 2 + 4 + 1 + 3);
  });

  it('draws charts without style or script, and their labels as text', () => {
    const page = renderHtml(
      aReport([
        {
          kind: 'chart',
          title: 'Sales',
          chart: 'bar',
          category: 'Region',
          value: { name: 'Sum', type: 'integer' },
          points: [
            { label: '<b>서울</b>', value: 2 },
            { label: 'x', value: 1 },
          ],
        },
      ]),
    );
    const svg = /<svg[\s\S]*<\/svg>/.exec(page)?.[0] ?? '';
    expect(svg).toContain('&lt;b&gt;서울&lt;/b&gt;');
    expect(svg).not.toMatch(/<style|<script|<b>| on\w+=/);
  });

  it('shows a link and does not follow it', () => {
    const page = renderHtml(
      aReport([aTableSection({ columns: ['Link'], types: ['url'], rows: [['https://a.example']] })]),
    );
    expect(page).toContain('<td>https://a.example</td>');
  });

  it.each(HOSTILE_VALUES)('holds %s as text', async (_case, value) => {
    const page = renderHtml(await reportBearing(value));
    const elements = [...page.matchAll(/<([a-z][\w:-]*)([^<>]*)>/gi)].map(([, name, rest]) => [name, rest]);
    const attributes = elements.flatMap(([, rest]) =>
      [...(rest ?? '').matchAll(/ ([\w:-]+)="/g)].map(([, name]) => name),
    );
    expect(elements.map(([name]) => name).filter((name) => !ELEMENTS.has(name ?? ''))).toEqual([]);
    expect(attributes.filter((name) => name?.startsWith('on') || name === 'src' || name === 'xlink:href')).toEqual([]);
    expect(page).not.toMatch(/href="(?!#s\d+")/);
    expect(page.isWellFormed()).toBe(true);
    expect(page).not.toMatch(UNWANTED);
  });
});
