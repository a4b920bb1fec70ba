/** What the pages of the OCR benchmark say: prose of an office, with names, figures and dates in it. */
export const ENGLISH = [
  'The supplier shall deliver the goods listed in Annex 2 to the warehouse in Rotterdam no later than 14 March 2026. Every pallet must carry a label with the order number, the net weight in kilograms and the name of the person who packed it.',
  'Invoices are payable within 30 days of receipt. A discount of 2.5 % applies to payments made within ten days; interest of 8 % a year is charged on amounts that remain unpaid after the due date.',
  'Revenue rose from $1,204,350 in the first quarter to $1,389,770 in the second, while operating costs fell by 3.4 %. The board expects the trend to continue, although exchange rates and the price of steel remain uncertain.',
  'Please report any damage to the forwarding agent within 24 hours and keep the packaging for inspection. Photographs of the outer carton, the inner box and the serial number help us to settle a claim quickly.',
  'Minutes were taken by Ms. Fairweather. Mr. Jackson reported that the new boiler had been installed, that the old one was sold for scrap (EUR 410.00), and that the heating had worked without interruption since then.',
  'Questions about this document may be sent to office@example.org or by post to 27 Quay Street, Bristol BS1 4QA. Callers are asked to quote the reference KX-20967/B, which stands at the top of the first page.',
];

export const KOREAN = [
  '공급자는 별첨 2에 기재된 물품을 2026년 3월 14일까지 부산 물류창고로 납품하여야 하며, 모든 포장에는 주문번호와 순중량, 포장 담당자의 성명을 표시한 라벨을 부착하여야 한다.',
  '대금은 세금계산서를 수령한 날부터 30일 이내에 지급한다. 기한 내에 지급하지 않은 금액에 대해서는 연 8퍼센트의 지연이자를 가산하며, 열흘 안에 결제하면 2.5퍼센트를 할인한다.',
  '상반기 매출은 1,204,350,000원으로 전년 같은 기간보다 12.7% 증가하였고, 영업비용은 3.4% 감소하였다. 다만 환율과 원자재 가격의 변동이 계속되고 있어 하반기 전망은 불확실하다.',
  '운송 중 파손된 물품은 도착 후 24시간 이내에 운송 대리점에 알리고, 확인을 위해 포장재를 보관하여 주시기 바랍니다. 외부 상자와 내부 포장, 제품 번호를 촬영한 사진이 있으면 보상 절차가 빨라집니다.',
  '회의록은 김서연 과장이 작성하였다. 박준호 팀장은 새 보일러 설치가 끝났으며 기존 설비는 410,000원에 매각하였고, 그 뒤로 난방이 중단 없이 가동되고 있다고 보고하였다.',
  '이 문서에 관한 문의는 총무팀 전화 02-3456-7890 또는 서울특별시 마포구 월드컵북로 27길 15, 우편번호 03923으로 하여 주시고, 첫 쪽 위에 적힌 문서번호 총무-20967을 함께 알려 주십시오.',
];

const SHOPS = [
  'GREEN LEAF MARKET',
  'UNITED HARDWARE SDN BHD',
  'CORNER BAKERY & CAFE',
  'SUN STATIONERY LTD',
  'PARKSIDE PHARMACY',
  'OCEAN SEAFOOD HOUSE',
];
const STREETS = ['12 JALAN BESAR 4/2', '88 HARBOUR ROAD', 'LOT 7, TAMAN MUTIARA', '1450 MAIN STREET'];
const GOODS = [
  'MILK 1L',
  'WHITE BREAD',
  'A4 PAPER 80G',
  'BALLPOINT PEN',
  'GREEN TEA',
  'LIGHT BULB 9W',
  'BATTERY AA X4',
  'RICE 5KG',
  'COFFEE LATTE',
  'FRIED RICE',
  'TAPE 2 INCH',
  'SOAP BAR',
];
const DATES = [
  (y, m, d) => `${d}/${m}/${y}`,
  (y, m, d) => `${y}-${m}-${d}`,
  (y, m, d) => `${d}-${m}-${y}`,
  (y, m, d) => `${m}/${d}/${y}`,
];

/** A till receipt as lines of `columns` characters, with its date and total as they are printed. */
export function makeReceipt(random, columns) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const number = (from, to) => from + Math.floor(random() * (to - from + 1));
  const two = (value) => String(value).padStart(2, '0');
  const centre = (text) => ' '.repeat(Math.max(0, Math.floor((columns - text.length) / 2))) + text;
  const pair = (left, right) => left + ' '.repeat(Math.max(1, columns - left.length - right.length)) + right;
  const date = pick(DATES)(number(2016, 2025), two(number(1, 12)), two(number(1, 28)));
  const items = Array.from({ length: number(3, 8) }, () => ({
    name: pick(GOODS),
    count: number(1, 5),
    price: number(95, 4999),
  }));
  const sum = items.reduce((all, { count, price }) => all + count * price, 0);
  const tax = Math.round(sum * 0.06);
  const money = (cents) => (cents / 100).toFixed(2);
  const lines = [
    centre(pick(SHOPS)),
    centre(`(${number(100000, 999999)}-${pick(['A', 'H', 'X', 'K'])})`),
    centre(pick(STREETS)),
    centre(`TEL: 0${number(3, 9)}-${number(1000, 9999)} ${number(1000, 9999)}`),
    '-'.repeat(columns),
    pair(`Date: ${date}`, `${two(number(8, 21))}:${two(number(0, 59))}`),
    pair(`Invoice No: ${number(10000, 99999)}`, `CASHIER ${number(1, 9)}`),
    '-'.repeat(columns),
    ...items.flatMap(({ name, count, price }) => [name, pair(`  ${count} x ${money(price)}`, money(count * price))]),
    '-'.repeat(columns),
    pair('SUBTOTAL', money(sum)),
    pair('GST 6%', money(tax)),
    pair('TOTAL', money(sum + tax)),
    pair('CASH', money(Math.ceil((sum + tax) / 1000) * 1000)),
    '',
    centre('THANK YOU, COME AGAIN'),
  ];
  return { lines, date, total: money(sum + tax) };
}
