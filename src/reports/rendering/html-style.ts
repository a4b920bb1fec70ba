import { CHART_PALETTE } from './chart-palette.js';

const { bar, area, text, strong, grid } = CHART_PALETTE;

/** Fonts that readers have: of Korean offices, of Apple's and Google's systems. Nothing is fetched. */
const FONTS =
  "'Pretendard','Noto Sans KR','Noto Sans CJK KR','Apple SD Gothic Neo','Malgun Gothic','NanumGothic',system-ui,'Segoe UI',Roboto,sans-serif";

export const HTML_STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1f2933;--soft:#5b6875;--line:#dde3ea;--head:#f3f6f9;--zebra:#fafbfc;--accent:#2f6690;--good:#1f7a4d;--bad:#b3261e;--bad-paper:#fdf1f0;--area:#d9e6ef}
@media (prefers-color-scheme:dark){:root{--paper:#14181d;--ink:#e4e8ec;--soft:#9aa7b3;--line:#2f3841;--head:#1d242b;--zebra:#181d23;--accent:#7fb4dc;--good:#6cc796;--bad:#f2938c;--bad-paper:#2c1a19;--area:#21364a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.6 ${FONTS};word-break:keep-all;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
main{max-width:1080px;margin:0 auto;padding:40px 24px 64px}
header{border-bottom:2px solid var(--accent);padding-bottom:16px;margin-bottom:24px}
h1{font-size:26px;line-height:1.3;margin:0 0 4px;letter-spacing:-.01em}
h2{font-size:18px;line-height:1.4;margin:40px 0 10px}
p{margin:0 0 10px}
a{color:var(--accent);text-decoration:none}
.meta,.note,.place{color:var(--soft);font-size:13px;margin:0 0 8px}
nav{border:1px solid var(--line);border-radius:8px;padding:12px 18px;font-size:14px}
nav strong{display:block;margin-bottom:4px}
nav ol{margin:0;padding-left:20px;columns:2;column-gap:32px}
ul{margin:0 0 14px;padding-left:20px}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px}
table{border-collapse:collapse;width:100%;font-size:13.5px;line-height:1.45}
th,td{padding:7px 12px;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
thead th{min-width:calc(var(--w)*1ch + 24px)}
td{white-space:pre-line}
tbody tr:last-child>*{border-bottom:0}
thead th{background:var(--head);font-weight:600;vertical-align:bottom}
tbody tr:nth-child(even){background:var(--zebra)}
.n{text-align:right}.n,.day{white-space:nowrap}.gap{padding-left:28px}
.wide td{max-width:26em}
.total>*{font-weight:700;background:var(--head)}
.facts{font-size:14px}.facts th{width:11em;font-weight:500;color:var(--soft);white-space:nowrap}
.pass{color:var(--good)}.fail{color:var(--bad);font-weight:600}.skipped{color:var(--soft)}
tr.failed{background:var(--bad-paper)!important}
figure{margin:0;border:1px solid var(--line);border-radius:8px;padding:12px}
svg{display:block;width:100%;height:auto}
svg text{font-family:inherit!important}
svg [fill="${bar}"]{fill:var(--accent)}svg [stroke="${bar}"]{stroke:var(--accent)}svg [fill="${area}"]{fill:var(--area)}
svg [fill="${text}"]{fill:var(--soft)}svg [fill="${strong}"]{fill:var(--ink)}svg [stroke="${grid}"]{stroke:var(--line)}
.text p{white-space:pre-line}
footer{margin-top:48px;color:var(--soft);font-size:12px;border-top:1px solid var(--line);padding-top:10px}
@page{size:A4;margin:16mm 14mm}
@page wide{size:A4 landscape}
@media print{:root{color-scheme:light;--paper:#fff;--ink:#1f2933;--soft:#5b6875;--line:#cfd7df;--head:#f3f6f9;--zebra:#fafbfc;--accent:#2f6690;--good:#1f7a4d;--bad:#b3261e;--bad-paper:#fdf1f0;--area:#d9e6ef}
body{font-size:10pt}main{max-width:none;padding:0}h2{break-after:avoid;margin-top:22pt}table{font-size:8.5pt}th,td{padding:3.5pt 5pt}thead th{min-width:calc(var(--w)*1ch + 10pt)}.gap{padding-left:14pt}
.scroll{overflow:visible;border-radius:0}thead{display:table-header-group}tr,figure{break-inside:avoid}
section.wide{page:wide}.wide table{font-size:7pt}.wide :is(th,td){padding:2pt 2.5pt;max-width:none}.wide thead th{min-width:calc(var(--w)*1ch + 5pt)}.wide .gap{padding-left:9pt}
section.very-wide table{table-layout:fixed;font-size:5pt}section.very-wide :is(th,td){word-break:break-all;white-space:normal;padding:1.5pt;min-width:0}}
`;
