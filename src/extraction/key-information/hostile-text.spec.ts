import { describe, expect, it } from '@jest/globals';
import { findInText } from './entities/find-entities.js';
import { maskSensitive } from './entities/mask.js';
import { findKeywords } from './prose/keywords.js';
import { summarise } from './prose/summary.js';
import { findAmounts } from './values/amounts.js';
import { findDates } from './values/dates.js';
import { findPercents } from './values/percents.js';
import { findValueStyle } from './values/value-style.js';

const MEGABYTE = 1024 * 1024;
/** A search whose time grows with the square of the text takes four times as long for twice of it. */
const LINEAR = 3.4;
const REPEATED = [
  '1',
  '1 ',
  '1.',
  '1,',
  '12-',
  '$1 ',
  '₩1,',
  '( 1',
  '(',
  ')',
  ' ',
  '.',
  '-',
  '+',
  'a',
  '@',
  'a@',
  'a.',
  'A1 ',
  '만',
  '일 ',
  '1만',
  '가',
  '2026. 1. ',
  '7 Jan ',
  '02-',
  '4111 ',
  '900101-',
  'NL50 ',
  '\n',
  '\u00a01',
];

const style = findValueStyle('', { language: null, today: '2026-11-21' });
const SEARCHES: [string, (text: string) => unknown][] = [
  ['findValueStyle', (text) => findValueStyle(text, { language: 'ko', today: '2026-11-21' })],
  ['findAmounts', (text) => findAmounts(text, style)],
  ['findDates', (text) => findDates(text, style)],
  ['findPercents', (text) => findPercents(text, style)],
  ['findInText', (text) => findInText(text, { style, region: 'KR' })],
  ['maskSensitive', maskSensitive],
  ['findKeywords', (text) => findKeywords(text, 'ko')],
  ['summarise', (text) => summarise(text, 'en', { maxSentences: 3 })],
];

/** Each sign repeated, one row of them behind the other. */
function hostileText(length: number): string {
  const share = Math.floor(length / REPEATED.length);
  return REPEATED.map((sign) => sign.repeat(Math.ceil(share / sign.length))).join('\n');
}

/** Of the processor: what else runs on the machine does not count. */
function processorTime(search: (text: string) => unknown, text: string): number {
  const start = process.cpuUsage();
  search(text);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

describe('a megabyte of hostile text', () => {
  const [half, whole] = [hostileText(MEGABYTE / 2), hostileText(MEGABYTE)];

  it.each(SEARCHES)(
    'takes %s about twice the time of half of it',
    (_name, search) => {
      const once = processorTime(search, half);
      expect(processorTime(search, whole)).toBeLessThan(once * LINEAR + 200);
    },
    120_000,
  );
});
