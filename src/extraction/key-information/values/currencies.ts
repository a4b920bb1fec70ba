/** Signs and words that mean one currency wherever they stand. Longer ones come first when they are looked for. */
const CERTAIN: Record<string, string> = {
  '₩': 'KRW',
  '￦': 'KRW',
  원: 'KRW',
  won: 'KRW',
  Won: 'KRW',
  WON: 'KRW',
  US$: 'USD',
  U$: 'USD',
  달러: 'USD',
  불: 'USD',
  '€': 'EUR',
  유로: 'EUR',
  euro: 'EUR',
  Euro: 'EUR',
  euros: 'EUR',
  '£': 'GBP',
  파운드: 'GBP',
  円: 'JPY',
  엔: 'JPY',
  元: 'CNY',
  위안: 'CNY',
  RMB: 'CNY',
  A$: 'AUD',
  AU$: 'AUD',
  C$: 'CAD',
  CA$: 'CAD',
  NZ$: 'NZD',
  HK$: 'HKD',
  S$: 'SGD',
  NT$: 'TWD',
  R$: 'BRL',
  RM: 'MYR',
  '₹': 'INR',
  '₫': 'VND',
  '฿': 'THB',
  '₱': 'PHP',
  '₽': 'RUB',
  '₺': 'TRY',
  '₪': 'ILS',
  '₴': 'UAH',
  zł: 'PLN',
  Kč: 'CZK',
  Ft: 'HUF',
  Rp: 'IDR',
  'Fr.': 'CHF',
  'SFr.': 'CHF',
};

/** What several countries write; the first one is taken where nothing in the document names another. */
const SHARED: Record<string, readonly [string, ...string[]]> = {
  $: ['USD', 'CAD', 'AUD', 'HKD', 'SGD', 'NZD', 'TWD', 'MXN'],
  '¥': ['JPY', 'CNY'],
  '￥': ['JPY', 'CNY'],
  kr: ['SEK', 'NOK', 'DKK', 'ISK'],
  'kr.': ['DKK', 'SEK', 'NOK', 'ISK'],
  Rs: ['INR', 'PKR', 'LKR', 'NPR'],
  'Rs.': ['INR', 'PKR', 'LKR', 'NPR'],
};

/** ISO 4217 codes met in daily trade. */
const COMMON_CODES = (
  'KRW USD EUR JPY CNY GBP CHF AUD CAD NZD HKD SGD TWD MYR THB VND IDR PHP INR BRL MXN SEK NOK DKK PLN CZK HUF ' +
  'RUB TRY AED SAR ZAR ILS'
).split(' ');

/** Every other code; some are words of their own (`ALL`, `TOP`, `PEN`), so their amounts need decimals to be believed. */
const OTHER_CODES = Intl.supportedValuesOf('currency').filter((code) => !COMMON_CODES.includes(code));

/** Currencies without decimals: a mark of three digits behind a comma or point can only set groups apart. */
const WITHOUT_DECIMALS = new Set(['KRW', 'JPY', 'VND', 'IDR', 'ISK', 'CLP']);

const CODES = new Set([...COMMON_CODES, ...OTHER_CODES]);
const RARE_CODES = new Set(OTHER_CODES);

export interface CurrencyMark {
  /** ISO 4217 codes that the mark can mean, the likeliest first. */
  codes: readonly [string, ...string[]];
  /** Whether it is also a word, so that only an amount with decimals or groups of thousands makes it a currency. */
  doubtful: boolean;
}

export function currencyMark(text: string): CurrencyMark | null {
  const certain = CERTAIN[text];
  if (certain !== undefined) return { codes: [certain], doubtful: false };
  const shared = SHARED[text];
  if (shared) return { codes: shared, doubtful: false };
  // Korean fonts draw the backslash as ₩, and programs of that world write it so.
  if (text === '\\') return { codes: ['KRW'], doubtful: true };
  return CODES.has(text) ? { codes: [text], doubtful: RARE_CODES.has(text) || text === 'TRY' } : null;
}

export function hasNoDecimals(code: string): boolean {
  return WITHOUT_DECIMALS.has(code);
}

function alternatives(marks: readonly string[]): string {
  return [...marks]
    .sort((a, b) => b.length - a.length)
    .map((mark) => mark.replace(/[$.\\]/g, String.raw`\$&`))
    .join('|');
}

const isHangul = (mark: string) => /\p{Script=Hangul}/u.test(mark);
const isWord = (mark: string) => /^[A-Za-z]/.test(mark);
const MARKS = [...Object.keys(CERTAIN), ...Object.keys(SHARED)].filter((mark) => !isHangul(mark));
const HANGUL_MARKS = Object.keys(CERTAIN).filter(isHangul);
const WORDS = `${alternatives(MARKS.filter(isWord))}|[A-Z]{3}`;
const SIGNS = alternatives([...MARKS.filter((mark) => !isWord(mark)), '\\']);
/** What may follow 원 and the like within one word: particles and endings. With others it is a word of its own (원본). */
const KOREAN_END = '(?=$|[^가-힣]|[정을이은의에으과도만까씩대권짜및임입미초부어상]|가량)';
const BLANKS = String.raw`[^\S\r\n]{0,2}`;

/** The mark at the very end of a short text that goes before a figure. */
export const MARK_BEFORE = new RegExp(String.raw`((?<![A-Za-z\d])(?:${WORDS})|${SIGNS})${BLANKS}$`);
/** The mark at the very start of a short text that comes behind a figure. */
export const MARK_BEHIND = new RegExp(
  String.raw`^${BLANKS}(?:(${WORDS}|${alternatives(MARKS.filter((mark) => !isWord(mark)))})(?![A-Za-z\d])` +
    `|(${alternatives(HANGUL_MARKS)})${KOREAN_END})`,
);
/** Longest text in which {@link MARK_BEFORE} or {@link MARK_BEHIND} needs to be looked for. */
export const MARK_REACH = 12;

export const LETTER_CODES: readonly string[] = COMMON_CODES;
