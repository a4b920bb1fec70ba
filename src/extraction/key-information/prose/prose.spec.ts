import { describe, expect, it } from '@jest/globals';
import { findKeywords } from './keywords.js';
import { isPredicate, withoutParticle } from './korean-particles.js';
import { detectLanguage } from './language.js';
import { summarise } from './summary.js';

const MINUTES = `회의록

2026년 1월 7일 개발팀 회의에서는 문서 처리 서비스의 성능을 검토하였다. 서비스는 업로드된 문서를 읽고 핵심 정보를 추출하여
보고서로 만든다. 검토 결과 대용량 엑셀 문서의 처리 속도가 목표에 미치지 못하였으므로 다음 달까지 개선하기로 하였다.
개선 작업은 김민수 팀장이 맡고, 보고서는 매주 금요일에 공유한다. 다음 회의는 2월 4일에 열린다.`;

const ARTICLE = `The Evolution of the Word Processor

The concept of the word processor predates modern computers and has evolved through several
technological milestones. The typewriter revolutionized written communication by enabling people
to produce legible, professional documents more efficiently than handwriting. Early word processors
were standalone machines. They were used in offices, where secretarial pools benefited from their
ability to make revisions without retyping entire documents.`;

const RECEIPT =
  'PAYMENT RECEIPT\nGuest Name: Sanjay\nDate: 31/12/2017\nRoom Charges Rs 1939\nGrand Total Rs 1939\nThank you.';

describe('detectLanguage', () => {
  it.each([
    ['ko', '견적서\n견적번호 : 2026-4999\n합계금액 : 2,423,850원'],
    ['ko', '품명 수량 단가 금액\nUSB-C Hub 7 port 11 45,900\nWireless mouse M185 1\n공급가액 세액 합계금액'],
    ['en', 'Invoice\nInvoice Number: 42183017\nInvoice Date: August 3, 2014\nTotal amount due $4.11'],
    ['en', RECEIPT],
    [
      'de',
      'Rechnung\nRechnungsnummer: 4711\nMenge Bezeichnung Einzelpreis\nZwischensumme 12,50 €\nGesamtbetrag 14,88 €',
    ],
    [
      'nl',
      'FACTUUR.\nFactuurnummer: 993548900\nKlantnummer: 6669263\nArtikel Aantal Prijs per stuk BTW\nSubtotaal € 717,97',
    ],
    [
      'fr',
      'Facture n° 12\nDate de facturation : 7 janvier 2026\nQuantité Désignation Prix unitaire\nTotal TTC 120,00 €',
    ],
    ['es', 'Factura nº 33\nFecha: 7 de enero de 2026\nCantidad Descripción Precio\nTotal a pagar 121,00 €'],
    ['it', 'Fattura n. 12\nData: 7 gennaio 2026\nQuantità Descrizione Prezzo\nTotale 122,00 €'],
    ['ja', '請求書\nお支払い期限 合計金額'],
    [null, '12,345 67.8 (₩1,234) A4'],
    [null, ''],
  ])('gives %s for %p', async (language, text) => {
    expect(await detectLanguage(text)).toBe(language);
  });
});

describe('withoutParticle', () => {
  const nothing = () => false;

  it.each([
    ['문서를', '문서'],
    ['정보은', '정보은'],
    ['성능을', '성능'],
    ['서비스는', '서비스'],
    ['사무실에서', '사무실'],
    ['서울까지', '서울'],
    ['보고서', '보고서'],
    ['회의', '회의'],
    ['검토결과', '검토결과'],
    ['신용평가', '신용평가'],
    ['교육제도', '교육제도'],
    ['그는', '그는'],
    ['USB를', 'USB를'],
  ])('%s → %s', (word, stem) => {
    expect(withoutParticle(word, nothing)).toBe(stem);
  });

  it.each([
    ['회사의', '회사'],
    ['보고서로', '보고서'],
    ['팀장이', '팀장'],
    ['속도가', '속도'],
  ])('cuts %s to %s when the document has that word', (word, stem) => {
    expect(withoutParticle(word, nothing)).toBe(word);
    expect(withoutParticle(word, (known) => known === stem)).toBe(stem);
  });

  it('knows verbs', () => {
    expect(['합니다', '공유한다', '업로드된', '위하여'].filter(isPredicate)).toHaveLength(4);
    expect(['보고서', '회의', '견적서'].filter(isPredicate)).toEqual([]);
  });
});

describe('findKeywords', () => {
  const termsOf = (text: string, language: string | null) => findKeywords(text, language).map(({ term }) => term);

  it('finds what a Korean text repeats, without particles', () => {
    expect(termsOf(MINUTES, 'ko').slice(0, 5)).toEqual(
      expect.arrayContaining(['문서 처리', '회의', '보고서', '서비스']),
    );
  });

  it('finds phrases of an English text rather than their words', () => {
    expect(termsOf(ARTICLE, 'en')).toContain('Word Processor');
    expect(termsOf('net profit rose. Net profit fell. net profit stayed', 'en')).toEqual([
      'net profit',
      'rose',
      'fell',
      'stayed',
    ]);
  });

  it('leaves out stop words, figures and addresses', () => {
    expect(termsOf('the and of 1,234 A4 2026년 tax@example.com https://example.com/a www.example.com', 'en')).toEqual(
      [],
    );
  });

  it('scores the first one 1 and the others below', () => {
    const scores = findKeywords(MINUTES, 'ko').map(({ score }) => score);
    expect(scores[0]).toBe(1);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(Math.min(...scores)).toBeGreaterThan(0);
  });

  it('gives at most twenty', () => {
    const text = Array.from(
      { length: 26 * 26 },
      (_, at) => `word${String.fromCharCode(97 + (at % 26), 97 + at / 26)}.`,
    ).join(' ');
    expect(findKeywords(text, 'en')).toHaveLength(20);
  });
});

describe('summarise', () => {
  it('gives sentences of the text in its order', () => {
    const sentences = summarise(MINUTES, 'ko', { maxSentences: 3 });
    const joined = MINUTES.replace(/\s+/g, ' ');
    expect(sentences).toHaveLength(3);
    const places = sentences.map((sentence) => joined.indexOf(sentence));
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('joins lines that the margin broke, and leaves headings out', () => {
    expect(summarise(ARTICLE, 'en', { maxSentences: 1 })).toEqual([
      'The concept of the word processor predates modern computers and has evolved through several technological milestones.',
    ]);
  });

  it('says nothing twice', () => {
    const sentence = 'This clause is provided for demonstration purposes only.';
    expect(summarise(Array(9).fill(sentence).join('\n\n'), 'en', { maxSentences: 3 })).toEqual([sentence]);
  });

  it.each([RECEIPT, '', '품명 수량 단가\n모니터 5 289,000\n합계 1,445,000', 'a\tb\tc\n1\t2\t3'])(
    'gives nothing for %p',
    (text) => {
      expect(summarise(text, 'ko', { maxSentences: 3 })).toEqual([]);
    },
  );
});
