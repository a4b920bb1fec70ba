import { describe, expect, it } from '@jest/globals';
import { findDates, parseDate } from './dates.js';
import { findValueStyle } from './value-style.js';

const TODAY = '2026-11-21';
const styleOf = (text: string, language: string | null = null) => findValueStyle(text, { language, today: TODAY });

describe('parseDate', () => {
  it.each([
    ['2026-01-07', '2026-01-07'],
    ['2026.1.7', '2026-01-07'],
    ['2026. 1. 7.', '2026-01-07'],
    ['2026. 1. 7.(수)', '2026-01-07'],
    ['2026 . 01 . 07', '2026-01-07'],
    ['2026/01/07', '2026-01-07'],
    ['2026년 1월 7일', '2026-01-07'],
    ['2026년1월7일', '2026-01-07'],
    ['2026년 1월 7일 수요일', '2026-01-07'],
    ['26년 1월 7일', '2026-01-07'],
    ['2026年1月7日', '2026-01-07'],
    ['20260107', '2026-01-07'],
    ['7 Jan 2026', '2026-01-07'],
    ['7 January 2026', '2026-01-07'],
    ['07-Jan-26', '2026-01-07'],
    ['12/MAR/18', '2018-03-12'],
    ['12MAR2018', '2018-03-12'],
    ['Jan 7, 2026', '2026-01-07'],
    ['Jan. 7, 2026', '2026-01-07'],
    ['January 7th, 2026', '2026-01-07'],
    ['7th of January, 2026', '2026-01-07'],
    ['August 3 , 2014', '2014-08-03'],
    ['Sept 3 2014', '2014-09-03'],
    ['7. Januar 2026', '2026-01-07'],
    ['7. März 2026', '2026-03-07'],
    ['7 janvier 2026', '2026-01-07'],
    ['1er août 2026', '2026-08-01'],
    ['7 januari 2026', '2026-01-07'],
    ['19 april 2014', '2014-04-19'],
    ['7 mrt 2026', '2026-03-07'],
    ['7 de enero de 2026', '2026-01-07'],
    ['7 gennaio 2026', '2026-01-07'],
    ['31/12/2017', '2017-12-31'],
    ['12/31/2017', '2017-12-31'],
    ['19.04.2014', '2014-04-19'],
    ['2024-02-29', '2024-02-29'],
  ])('reads %s as %s', (text, expected) => {
    expect(parseDate(text, styleOf(text))).toMatchObject({ date: expected, ambiguous: false });
  });

  it.each([
    ['2018-03-25 21:45', '2018-03-25', '21:45'],
    ['2018-03-25T21:45:09Z', '2018-03-25', '21:45:09'],
    ['2026. 1. 7. 오후 3:05', '2026-01-07', '15:05'],
    ['2026년 1월 7일(수) 오전 12시 30분', '2026-01-07', '00:30'],
    ['25/03/2018 9:45 PM', '2018-03-25', '21:45'],
    ['25 Mar 2018, 21:45', '2018-03-25', '21:45'],
  ])('reads the time of %s', (text, date, time) => {
    expect(parseDate(text, styleOf(text))).toMatchObject({ date, time });
  });

  it.each([
    '2026-02-30',
    '2025-02-29',
    '32/01/2026',
    '2026-13-01',
    '2026년 0월 1일',
    '1/2',
    '1.2.3',
    '192.168.10.12',
    '02-837-9111',
    '451-81-90937',
    '12 foo 2026',
    '99991231',
    'tomorrow',
    '',
  ])('does not take %p for a date', (text) => {
    expect(parseDate(text, styleOf(text))).toBeNull();
  });

  it.each([
    ['07.01.45', '2045-01-07'],
    ['07.01.46', '1946-01-07'],
    ['07.01.99', '1999-01-07'],
  ])('reads the year of %s as one between 80 years ago and 19 years ahead', (text, expected) => {
    expect(parseDate(text, styleOf('', 'de'))).toMatchObject({ date: expected });
  });

  it('gives back every day of four years in each form', () => {
    const style = styleOf('', 'de');
    const formats = ['en-US', 'en-GB', 'de', 'fr', 'es', 'it', 'nl', 'ko'].map(
      (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }),
    );
    for (let time = Date.UTC(2024, 0, 1); time < Date.UTC(2028, 0, 1); time += 86_400_000) {
      const date = new Date(time).toISOString().slice(0, 10);
      for (const written of formats.map((format) => format.format(time))) {
        expect([written, parseDate(written, style)?.date]).toEqual([written, date]);
      }
    }
  });
});

describe('a date that could be either', () => {
  it.each([
    ['another date that has only one reading, day first', '31/12/2017', null, '2018-01-12'],
    ['another date that has only one reading, month first', '12/31/2017', null, '2018-12-01'],
    ['the same day in words', 'January 12, 2018', null, '2018-01-12'],
    ['the language', 'Rechnung', 'de', '2018-01-12'],
    ['a currency', 'Rs 1939', 'en', '2018-01-12'],
    ['the state of an address', 'Seattle, WA 98109-5210', 'en', '2018-12-01'],
    ['a tax', 'GST 6%', 'en', '2018-01-12'],
  ])('is settled by %s', (_what, document, language, expected) => {
    expect(parseDate('12/01/2018', styleOf(`${document} 12/01/2018`, language))).toEqual({
      date: expected,
      time: null,
      ambiguous: false,
      alternatives: [],
    });
  });

  it('is marked with the other day where nothing tells', () => {
    expect(parseDate('01/07/2016', styleOf(''))).toMatchObject({
      date: '2016-07-01',
      ambiguous: true,
      alternatives: ['2016-01-07'],
    });
  });

  it('is not marked when both readings are one day', () => {
    expect(parseDate('07/07/2016', styleOf(''))).toMatchObject({ date: '2016-07-07', ambiguous: false });
  });

  it('has its year in front in a Korean document', () => {
    expect(parseDate('26.01.07', styleOf('발행일', 'ko'))).toMatchObject({ date: '2026-01-07', ambiguous: false });
    expect(parseDate('26. 1. 7.', styleOf('발행일', 'ko'))).toMatchObject({ date: '2026-01-07' });
  });

  it('has its day in front in a German one', () => {
    expect(parseDate('26.01.07', styleOf('Rechnung', 'de'))).toMatchObject({ date: '2007-01-26', ambiguous: false });
  });
});

describe('findDates', () => {
  it('finds each date with its place', () => {
    const text = '작성일자 2026년 1월 18일, 기한 2026. 2. 1.까지 (01/18 품목)';
    expect(findDates(text, styleOf(text, 'ko')).map(({ date, start, end }) => [date, text.slice(start, end)])).toEqual([
      ['2026-01-18', '2026년 1월 18일'],
      ['2026-02-01', '2026. 2. 1'],
    ]);
  });

  it('leaves out what is a date only where one is expected', () => {
    const text = '번호 20260107, 판 3.1.12, 12572103';
    expect(findDates(text, styleOf(text))).toEqual([]);
    expect(findDates(text, styleOf(text), { weak: true }).map(({ date }) => date)).toContain('2026-01-07');
  });

  it('does not take the days of a period for years', () => {
    const text = 'billing period July 1 - July 31 , 2014';
    expect(findDates(text, styleOf(text)).map(({ date }) => date)).toEqual(['2014-07-31']);
  });

  it('finds dates between commas of delimited text', () => {
    expect(findDates('5,2026-01-07,1,234', styleOf('')).map(({ date }) => date)).toEqual(['2026-01-07']);
  });
});
