/** Made-up invoices, always the same ones: a small generator of numbers of one's own instead of chance. */
export class InvoiceCorpus {
  #state;

  constructor(seed = 1) {
    this.#state = seed;
  }

  next(number) {
    const issuer = `${this.#oneOf(FORMS)}${this.#word(COMPANIES)}${this.#oneOf(TRADES)}`;
    const recipient = `${this.#word(COMPANIES)}${this.#oneOf(TRADES)} 주식회사`;
    const isEnglish = this.#below(10) < 3;
    const lines = Array.from({ length: 4 + this.#below(12) }, () => this.#line(isEnglish));
    const total = lines.reduce((sum, { amount }) => sum + amount, 0);
    const documentNumber = `${String(2020 + this.#below(7))}-${String(number).padStart(6, '0')}`;
    const date = `2026-${this.#digits(1, 12)}-${this.#digits(1, 28)}`;
    const text = [
      isEnglish ? `Tax Invoice No. ${documentNumber}` : `세금계산서 제 ${documentNumber} 호`,
      `공급자 ${issuer} 등록번호 ${this.#digits(100, 999)}-${this.#digits(10, 99)}-${this.#digits(10_000, 99_999)}`,
      `공급받는자 ${recipient} 담당 ${this.#word(NAMES)}`,
      `주소 ${this.#oneOf(CITIES)} ${this.#word(STREETS)}로 ${this.#digits(1, 300)}, ${this.#digits(1, 20)}층`,
      `작성일자 ${date} 전화 02-${this.#digits(200, 999)}-${this.#digits(1_000, 9_999)}`,
      isEnglish ? 'Item Quantity Unit price Amount' : '품목 규격 수량 단가 공급가액 비고',
      ...lines.map(({ line }) => line),
      isEnglish ? `Total amount due ${grouped(total)} KRW` : `합계금액 ${grouped(total)}원 (부가세 포함)`,
      isEnglish ? 'Payment is due within thirty days of the invoice date.' : '위 금액을 청구합니다. 감사합니다.',
    ].join('\n');
    const fields = [issuer, recipient, documentNumber, date, `${total}`, 'KRW'];
    return { filename: `${isEnglish ? 'invoice' : '세금계산서'} ${documentNumber}.pdf`, text, fields };
  }

  #line(isEnglish) {
    const amount = (1 + this.#below(900)) * 1_000;
    const item = isEnglish
      ? `${this.#word(ENGLISH)} ${this.#word(ENGLISH)}`
      : `${this.#word(ITEMS)} ${this.#word(ITEMS)} ${this.#oneOf(UNITS)}`;
    return { amount, line: `${item} ${this.#digits(1, 99)} ${grouped(amount)} ${grouped(amount * 3)}` };
  }

  #digits(from, to) {
    return String(from + this.#below(to - from + 1));
  }

  #oneOf(list) {
    return list[this.#below(list.length)];
  }

  /** A few words often, most of them seldom, as in any language. */
  #word(list) {
    return list[Math.floor(list.length * (this.#below(1_000_000) / 1_000_000) ** 3)];
  }

  /** Mulberry32. */
  #below(limit) {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }
}

const FORMS = ['(주)', '주식회사 ', '㈜', ''];
const TRADES = ['물산', '테크', '상사', '전자', '문구', '산업', '유통', '식품'];
const CITIES = ['서울시 강남구', '서울시 마포구', '부산시 해운대구', '대구시 수성구', '경기도 성남시', '인천시 연수구'];
const UNITS = ['세트', '박스', '개', '7포트', 'A4', 'USB-C'];
const COMPANIES = ['동해', '가온', '새봄', '한빛', '청솔', ...syllables(1_500, 2, 3)];
const NAMES = syllables(800, 3, 5);
const STREETS = syllables(600, 2, 7);
const ITEMS = ['허브', '케이블', '모니터', '키보드', '복사용지', '화이트보드', ...syllables(6_000, 3, 11)];
const ENGLISH = ['cable', 'monitor', 'keyboard', 'license', 'service', ...letters(5_000)];

function syllables(count, length, step) {
  return Array.from({ length: count }, (_, index) =>
    Array.from({ length: length + (index % 2) }, (_, place) =>
      String.fromCodePoint(0xac00 + 28 * ((index * step * 37 + place * 131 + (index >> place)) % 399)),
    ).join(''),
  );
}

function letters(count) {
  const consonants = 'bcdfghklmnprstvw';
  const vowels = 'aeiou';
  return Array.from(
    { length: count },
    (_, index) =>
      Array.from({ length: 3 }, (_, place) => {
        const code = Math.floor(index / 7 ** place) * 13 + place * 5;
        return consonants[code % consonants.length] + vowels[(code >> 2) % vowels.length];
      }).join('') + consonants[index % consonants.length],
  );
}

function grouped(amount) {
  return amount.toLocaleString('en-US');
}
