import { describe, expect, it } from '@jest/globals';
import { buildWorkbook, numberCell, sheetData, textCell } from '../../../../test/fixtures/build-package.js';
import { extractBytes } from '../../../../test/fixtures/extract-fixture.js';

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const MICROSOFT = 'http://schemas.microsoft.com/office/2017/10/relationships';

function relationships(...links: [type: string, target: string][]): string {
  const xml = links.map(([type, target], index) => `<Relationship Id="c${index}" Type="${type}" Target="${target}"/>`);
  return `<Relationships>${xml.join('')}</Relationships>`;
}

/** A workbook whose B2 has a thread of two, which is kept as a comment too, and whose A2 has a comment. */
function aWorkbook(): Buffer {
  const notice =
    '[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment\n\nComment:\n    확인';
  const data = sheetData([
    [textCell('품목'), textCell('단가')],
    [textCell('연필'), numberCell(3)],
  ]);
  return buildWorkbook({
    sheets: [data],
    parts: {
      'xl/_rels/workbook.xml.rels': relationships(
        [`${OFFICE}/worksheet`, 'worksheets/sheet1.xml'],
        [`${MICROSOFT}/person`, 'persons/person.xml'],
      ),
      'xl/persons/person.xml':
        '<personList><person displayName="김철수" id="{1}"/><person displayName="Lee" id="{2}"/></personList>',
      'xl/worksheets/_rels/sheet1.xml.rels': relationships(
        [`${OFFICE}/comments`, '../comments1.xml'],
        [`${MICROSOFT}/threadedComment`, '../threadedComments/threadedComment1.xml'],
      ),
      'xl/comments1.xml': `<comments><authors><author>tc={9}</author><author>Kim</author></authors><commentList><comment ref="B2" authorId="0"><text><t>${notice}</t></text></comment><comment ref="A2" authorId="1"><text><t>note</t></text></comment></commentList></comments>`,
      'xl/threadedComments/threadedComment1.xml':
        '<ThreadedComments><threadedComment ref="B2" dT="2026-01-05T09:30:00.00" personId="{1}" id="{9}"><text>확인 부탁</text><mentions/></threadedComment><threadedComment ref="B2" personId="{2}" id="{8}" parentId="{9}"><text>done</text></threadedComment></ThreadedComments>',
    },
  });
}

describe('comments of a worksheet', () => {
  it('are those of threads, once, and others beside them', async () => {
    const { sheets } = await extractBytes('made.xlsx', aWorkbook());
    expect(sheets[0]?.comments).toEqual([
      { cell: 'B2', author: '김철수', text: '확인 부탁' },
      { cell: 'B2', author: 'Lee', text: 'done' },
      { cell: 'A2', author: 'Kim', text: 'note' },
    ]);
  });
});
