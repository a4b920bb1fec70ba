import { describe, expect, it } from '@jest/globals';
import { extractBytes, extractRows } from '../../test/fixtures/extract-fixture.js';

const CARD = '4111 1111 1111 1111';
const RESIDENT = '900101-1234568';
const CSV = Buffer.from(
  [
    '이름,카드번호,주민등록번호,메모',
    `김하나,${CARD},${RESIDENT},결제 ${CARD} 승인`,
    '이둘,4111111111111111,900101-1234568,없음',
    '',
  ].join('\n'),
);

describe('numbers of cards and of residents', () => {
  it('are nowhere in an extraction but for what may be shown of them', async () => {
    const { entities, ...rest } = await extractBytes('people.csv', CSV);
    const told = JSON.stringify({ entities, ...rest });
    for (const secret of [CARD, CARD.replaceAll(' ', ''), RESIDENT]) expect(told).not.toContain(secret);
    expect(entities).toContainEqual(expect.objectContaining({ type: 'card', value: '************1111' }));
    expect(entities).toContainEqual(expect.objectContaining({ type: 'resident_number', value: '900101-1******' }));
  });

  it('are not in the rows of a table that are kept beside it', async () => {
    const { rows, file } = await extractRows('people.csv', CSV, 't1');
    for (const secret of [CARD, '4111111111111111', RESIDENT]) expect(file.toString()).not.toContain(secret);
    expect(rows.map((row) => row[0])).toEqual(['김하나', '이둘']);
  });
});
