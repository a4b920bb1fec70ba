const DISTINCT_PAGES = 6;
const TOP = 800;
const LEFT = 50;
const ENGLISH =
  'The invoice of the month lists every item with its amount, its date and the person who ordered it; see (Section 2.1) for "details" - including taxes, discounts and addresses like info@example.com.';
const KOREAN =
  '공급받는자는 세금계산서의 품목과 금액을 확인하고 매월 말일까지 대금을 지급하여야 하며 계약 기간은 체결일로부터 일 년으로 한다';

/** As the pages' resources call them. */
type Font = 'Korean' | 'Serif' | 'Bold';

const FONTS = [
  '3 0 obj <</Type/Font/Subtype/Type0/BaseFont/Sample/Encoding/UniKS-UCS2-H/DescendantFonts[4 0 R]>> endobj',
  '4 0 obj <</Type/Font/Subtype/CIDFontType0/BaseFont/Sample/CIDSystemInfo<</Registry(Adobe)/Ordering(Korea1)/Supplement 1>>>> endobj',
  '5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Times-Roman>> endobj',
  '6 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>> endobj',
];

/**
 * A PDF of so many pages of what office documents are made of: headings, paragraphs, lists and tables in Korean and
 * English, in fonts that are not embedded. It has no xref table: readers make up for that.
 */
export function samplePdf(pageCount: number): Buffer {
  const kids = Array.from({ length: pageCount }, (_, index) => `${100 + index} 0 R`).join(' ');
  const contents = Array.from({ length: DISTINCT_PAGES }, (_, index) => samplePage(index + 1));
  const objects = [
    '1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj',
    `2 0 obj <</Type/Pages/Kids[${kids}]/Count ${pageCount}/MediaBox[0 0 595 842]>> endobj`,
    ...FONTS,
    ...contents.map(
      (page, index) => `${10 + index} 0 obj <</Length ${page.length}>> stream\n${page}\nendstream endobj`,
    ),
    ...Array.from(
      { length: pageCount },
      (_, index) =>
        `${100 + index} 0 obj <</Type/Page/Parent 2 0 R/Contents ${10 + (index % DISTINCT_PAGES)} 0 R` +
        '/Resources<</Font<</Korean 3 0 R/Serif 5 0 R/Bold 6 0 R>>>>>> endobj',
    ),
  ];
  return Buffer.from(`%PDF-1.4\n${objects.join('\n')}\ntrailer <</Root 1 0 R>>`, 'latin1');
}

function samplePage(number: number): string {
  const page = new SamplePage(number);
  page.line(18, [[0, 'Bold', `${number}. Report on documents`]]);
  for (let section = 1; section <= 3; section += 1) {
    page.line(13, [[0, 'Bold', `${number}.${section} ${page.words(ENGLISH, 3)}`]]);
    for (let line = 0; line < 5; line += 1) page.line(10, [[0, 'Serif', page.words(ENGLISH, 14)]]);
    for (let line = 0; line < 3; line += 1) page.line(10, [[0, 'Korean', page.words(KOREAN, 9)]]);
    for (let item = 0; item < 3; item += 1)
      page.line(10, [
        [12, 'Serif', '*'],
        [25, 'Bold', `${page.words(ENGLISH, 1)}:`],
        [115, 'Serif', page.words(ENGLISH, 9)],
      ]);
  }
  for (let row = 1; row <= 10; row += 1)
    page.line(9, [
      [0, 'Serif', `2026-01-${10 + row}`],
      [100, 'Korean', `품목 ${row}`],
      [200, 'Serif', '10'],
      [300, 'Serif', '1,000'],
      [400, 'Serif', '10,000'],
    ]);
  page.ruleLines(10, 5);
  return page.finish();
}

/** The content stream of one page, written from the top down. */
class SamplePage {
  private readonly text: string[] = [];
  private readonly rules: string[] = [];
  private y = TOP;
  private word: number;

  constructor(number: number) {
    this.word = number * 7;
  }

  words(text: string, count: number): string {
    const words = text.split(' ');
    return Array.from({ length: count }, () => words[(this.word += 7) % words.length]).join(' ');
  }

  line(size: number, pieces: readonly (readonly [x: number, font: Font, text: string])[]): void {
    for (const [x, font, text] of pieces)
      this.text.push(`/${font} ${size} Tf 1 0 0 1 ${LEFT + x} ${this.y} Tm ${toOperand(font, text)} Tj`);
    this.y -= Math.round(size * 1.4);
  }

  /** A grid around the last lines. */
  ruleLines(rows: number, columns: number): void {
    const height = 13;
    const [bottom, top] = [this.y + 10, this.y + 10 + rows * height];
    for (let row = 0; row <= rows; row += 1) this.rule(48, bottom + row * height, 548, bottom + row * height);
    for (let column = 0; column <= columns; column += 1) this.rule(48 + column * 100, bottom, 48 + column * 100, top);
  }

  finish(): string {
    return ['BT', ...this.text, 'ET', ...this.rules].join('\n');
  }

  private rule(x0: number, y0: number, x1: number, y1: number): void {
    this.rules.push(`${x0} ${y0} m ${x1} ${y1} l S`);
  }
}

function toOperand(font: Font, text: string): string {
  return font === 'Korean'
    ? `<${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`
    : `(${text.replace(/[()]/g, '\\$&')})`;
}
