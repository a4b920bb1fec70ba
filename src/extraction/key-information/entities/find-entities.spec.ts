import { describe, expect, it } from '@jest/globals';
import type { ExtractedPage } from '../../extraction.types.js';
import type { Line, PageLayout } from '../../layout/layout.types.js';
import type { KeyInformationSource } from '../key-information.types.js';
import { findValueStyle } from '../values/value-style.js';
import { findEntities, findInText, MAX_ENTITIES, MAX_LOCATIONS } from './find-entities.js';

const TODAY = '2026-11-21';

function entitiesOf(text: string, { language = 'ko', region = 'KR' } = {}): string[] {
  const style = findValueStyle(text, { language, today: TODAY });
  return findInText(text, { style, region }).map(({ type, value }) => `${type} ${value}`);
}

function source(given: Partial<KeyInformationSource>): KeyInformationSource {
  const none = { text: '', pages: [], layouts: [], sheets: [], tables: [], barcodes: [], metadata: {} };
  return { fileType: 'pdf', ...none, today: TODAY, ...given };
}

function find(given: Partial<KeyInformationSource>, text = '') {
  return findEntities(source(given), findValueStyle(text, { language: 'ko', today: TODAY }));
}

/** Words of ten units a letter, one line below the other. */
function layout(page: number, lines: string[]): PageLayout {
  const laidOut = lines.map((text, row): Line => {
    let x = 0;
    const words = text.split(' ').map((word) => {
      const bbox: Line['bbox'] = [x, row * 20, x + word.length * 10, row * 20 + 10];
      x += word.length * 10 + 5;
      return { text: word, bbox };
    });
    return { words, bbox: [0, row * 20, x, row * 20 + 10] };
  });
  return { page, blocks: [{ kind: 'text', lines: laidOut, bbox: [0, 0, 500, 500] }] };
}

function page(number: number, text: string): ExtractedPage {
  return { number, width: 500, height: 500, unit: 'pt', rotation: 0, text, source: 'text', confidence: 1 };
}

describe('e-mail addresses and URLs', () => {
  it.each([
    ['이메일 tax18@example.co.kr', ['email tax18@example.co.kr']],
    ['이메일:Tax18@Example.co.kr입니다', ['email tax18@example.co.kr']],
    ['hong.gil-dong+tax@mail.example.com,', ['email hong.gil-dong+tax@mail.example.com']],
    ['홈페이지www.example.co.kr에서', ['url http://www.example.co.kr']],
    ['see aws.amazon.com/contact-us/ now', ['url http://aws.amazon.com/contact-us/']],
    ['(https://example.com/a?b=c&d=1).', ['url https://example.com/a?b=c&d=1']],
    ['report.pdf, invoice.no, node.js, 1.2.3, a@b', []],
  ])('%s', (text, expected) => {
    expect(entitiesOf(text)).toEqual(expected);
  });
});

describe('telephone numbers', () => {
  it.each([
    ['전화 : 02-837-9111', ['phone 02-837-9111']],
    ['02)837-9111', ['phone 02-837-9111']],
    ['Tel. (02) 837 9111', ['phone 02-837-9111']],
    ['031.123.4567', ['phone 031-123-4567']],
    ['H.P 010-1234-5678 / Fax 02-837-9112', ['phone 010-1234-5678', 'phone 02-837-9112']],
    ['01012345678', ['phone 010-1234-5678']],
    ['+82-2-837-9111', ['phone 02-837-9111']],
    ['+82 10 1234 5678', ['phone 010-1234-5678']],
    ['고객센터 1588-1234', ['phone 1588-1234']],
    ['+31 20 794 0800', ['phone +31207940800']],
    ['+1 (206) 266-1000', ['phone +12062661000']],
    ['070-4123-4567', ['phone 070-4123-4567']],
  ])('%s', (text, expected) => {
    expect(entitiesOf(text)).toEqual(expected);
  });

  it('of the document’s own country need a label where it is not Korea', () => {
    expect(entitiesOf('Tel: 020 794 0800', { language: 'nl', region: 'NL' })).toEqual(['phone +31207940800']);
    expect(entitiesOf('Ref 020 794 0800', { language: 'nl', region: 'NL' })).toEqual([]);
  });

  it.each([
    '계좌 110-123-456789',
    '국민 123456-01-123456',
    '승인번호 2024-4622',
    '주문 12572103',
    '00030340067212',
    '1,234 5,678',
    '451-81-90938',
    '시리얼 0212-3456-7890-1234',
  ])('are not seen in %s', (text) => {
    expect(entitiesOf(text)).toEqual([]);
  });
});

describe('numbers with a checksum', () => {
  it.each([
    ['사업자등록번호 : 451-81-90937', ['business_number 451-81-90937']],
    ['451 - 81 - 90937', ['business_number 451-81-90937']],
    ['사업자번호 4518190937', ['business_number 451-81-90937']],
    ['4518190937', []],
    ['451-81-90938', []],
    ['법인등록번호 110111-1234569', ['corporate_number 110111-1234569']],
    ['법인등록번호 110111-1234560', []],
    ['IBAN NL50INGB0683251309', ['iban NL50INGB0683251309']],
    ['IBAN: NL50 INGB 0683 2513 09 BIC INGBNL2A', ['iban NL50INGB0683251309']],
    ['DE89 3704 0044 0532 0130 00', ['iban DE89370400440532013000']],
    ['CH93 0076 2011 6238 5295 7', ['iban CH9300762011623852957']],
    ['NL51INGB0683251309', []],
  ])('%s', (text, expected) => {
    expect(entitiesOf(text)).toEqual(expected);
  });

  it.each([
    ['4111 1111 1111 1111', ['card ************1111']],
    ['카드번호 4111-1111-1111-1111', ['card ************1111']],
    ['5555555555554444', ['card ************4444']],
    ['3782 822463 10005', ['card ***********0005']],
    ['4111 1111 1111 1112', []],
    ['1234 5678 9012 3452', []],
    ['주민등록번호 900101-1234567', ['resident_number 900101-1******']],
    ['900101-1234568', ['resident_number 900101-1******']],
    ['주민번호 9001011234567', ['resident_number 900101-1******']],
    ['901301-1234568', []],
  ])('%s is shown masked', (text, expected) => {
    expect(entitiesOf(text)).toEqual(expected);
  });
});

describe('dates, money and shares', () => {
  it('are found with their normalised values', () => {
    expect(entitiesOf('2026년 1월 18일 합계 914,980원 (부가세 10%) 2,000')).toEqual([
      'date 2026-01-18',
      'money 914980 KRW',
      'percent 10%',
    ]);
  });

  it('warn of a date that could be another, with its place', () => {
    const { warnings } = findEntities(
      source({ layouts: [layout(1, ['Date 01/07/2016'])] }),
      findValueStyle('', { language: null, today: TODAY }),
    );
    expect(warnings).toMatchObject([
      {
        code: 'AMBIGUOUS_DATE',
        message: 'The date 01/07/2016 was taken for 2016-07-01; it could also be 2016-01-07',
        location: { page: 1, bbox: [45, 0, 145, 10] },
      },
    ]);
  });
});

describe('places', () => {
  it('are the box around the words of a page', () => {
    const { entities } = find({ layouts: [layout(3, ['발행일 2026. 1. 18. 서울'])] });
    expect(entities).toEqual([
      {
        type: 'date',
        value: '2026-01-18',
        text: '2026. 1. 18',
        count: 1,
        locations: [{ page: 3, bbox: [35, 0, 145, 10] }],
      },
    ]);
  });

  it('reach over a line break', () => {
    const { entities } = find({ layouts: [layout(1, ['작성 2026년 1월', '18일 작성'])] });
    expect(entities).toMatchObject([{ value: '2026-01-18', locations: [{ page: 1, bbox: [0, 0, 100, 30] }] }]);
  });

  it('are cells of a sheet', () => {
    const cells = [{ row: 7, column: 28, text: 'a@example.com', value: 'a@example.com' }];
    const { entities } = find({ sheets: [{ sheet: '요약', hidden: false, cells, truncated: false }] });
    expect(entities).toMatchObject([{ type: 'email', locations: [{ sheet: '요약', cell: 'AB7' }] }]);
  });

  it('are pages where words have no boxes', () => {
    const { entities } = find({
      pages: [page(1, 'a@example.com'), page(2, 'b@example.com')],
      layouts: [layout(1, ['c@example.com'])],
    });
    expect(entities.map(({ value, locations }) => [value, locations])).toEqual([
      ['c@example.com', [{ page: 1, bbox: [0, 0, 130, 10] }]],
      ['b@example.com', [{ page: 2 }]],
    ]);
  });

  it('of one thing written twice come together', () => {
    const { entities } = find({ layouts: [layout(1, ['02-837-9111']), layout(2, ['+82-2-837-9111'])] });
    expect(entities).toMatchObject([
      { value: '02-837-9111', text: '02-837-9111', count: 2, locations: [{ page: 1 }, { page: 2 }] },
    ]);
  });
});

describe('bounds', () => {
  it('keep the count of what has more places than are kept', () => {
    const { entities } = find({ pages: Array.from({ length: 50 }, (_, at) => page(at + 1, 'a@example.com')) });
    expect(entities).toMatchObject([{ count: 50 }]);
    expect(entities[0]?.locations).toHaveLength(MAX_LOCATIONS);
  });

  it('warn of what was left out', () => {
    const text = Array.from({ length: MAX_ENTITIES + 5 }, (_, at) => `a${at}@example.com`).join(' ');
    const { entities, warnings } = find({ pages: [page(1, text)] });
    expect(entities).toHaveLength(MAX_ENTITIES);
    expect(warnings.map(({ code }) => code)).toEqual(['ENTITIES_CUT']);
  });

  it('warn of text that was not looked at', () => {
    const { warnings } = find({ pages: [page(1, ' '.repeat(2 * 1024 * 1024 + 1))] });
    expect(warnings.map(({ code }) => code)).toEqual(['ENTITIES_NOT_SEARCHED']);
  });
});
