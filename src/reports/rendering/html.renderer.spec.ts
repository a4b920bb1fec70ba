import { describe, expect, it } from '@jest/globals';
import { aReport, aTableSection } from '../../../test/factories.js';
import { renderHtml } from './html.renderer.js';

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
});
