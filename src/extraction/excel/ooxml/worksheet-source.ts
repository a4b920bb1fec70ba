import { toStorableText } from '../../../common/text.js';
import type { GridRow } from '../../tables/grid.js';
import { MAX_COLUMNS, MAX_ROWS } from '../cell-reference.js';
import type { SheetFacts } from '../sheet-facts.js';
import type { SheetSource } from '../sheet-source.js';
import { parseXml, parseXmlStepwise } from '../xml.js';
import type { ZipPackage } from '../zip-package.js';
import { readEscapedText } from './escaped-text.js';
import { readRelationships } from './relationships.js';
import { richTextHandler } from './shared-strings.js';
import type { SheetPart } from './workbook-part.js';
import { type CellSources, WorksheetHandler } from './worksheet-handler.js';

/** Reads a worksheet as a stream of rows. */
export class WorksheetSource implements SheetSource {
  readonly name: string;
  readonly state: SheetPart['state'];
  readonly weight: number;
  private bytes = 0;

  constructor(
    private readonly zip: ZipPackage,
    private readonly sheet: SheetPart,
    private readonly sources: CellSources,
  ) {
    this.name = sheet.name;
    this.state = sheet.state;
    this.weight = zip.sizeOf(sheet.part);
  }

  done(): number {
    return this.bytes / Math.max(this.weight, 1);
  }

  async *rows(facts: SheetFacts): AsyncGenerator<GridRow> {
    const links = await readRelationships(this.zip, this.sheet.part);
    facts.targets = new Map(links.filter(({ external }) => external).map(({ id, target }) => [id, target]));
    const handler = new WorksheetHandler(this.sources, facts);
    let last = 0;
    for await (const bytes of parseXmlStepwise(this.zip.read(this.sheet.part), handler)) {
      this.bytes = bytes;
      facts.countCells(handler.cells);
      handler.cells = 0;
      for (const row of handler.rows) {
        assertPlace(row, last);
        last = row.number;
        yield row;
      }
      handler.rows = [];
    }
    facts.missing = handler.missing;
    const comments = links.find(({ type }) => type === 'comments');
    if (comments && this.zip.has(comments.target)) await readComments(this.zip, comments.target, facts);
  }
}

/** Rows that do not follow each other are for a reader that holds the whole sheet. */
function assertPlace({ number, cells }: GridRow, last: number): void {
  const [first, end] = [cells[0]?.column ?? 0, cells.at(-1)?.column ?? 0];
  const isOnSheet = number > last && number <= MAX_ROWS && first >= 1 && end <= MAX_COLUMNS;
  if (!isOnSheet) throw new Error(`Row ${number} is out of order or not on the sheet`);
}

async function readComments(zip: ZipPackage, part: string, facts: SheetFacts): Promise<void> {
  const authors: string[] = [];
  let author = '';
  const comments = richTextHandler('comment', (text, { ref = '', authorId = '' }) => {
    facts.addComment(ref, authors[Number(authorId)] ?? '', readEscapedText(text));
  });
  await parseXml(zip.read(part), {
    open(element, attributes) {
      author = '';
      comments.open?.(element, attributes);
    },
    text(text) {
      author += text;
      comments.text?.(text);
    },
    close(element) {
      if (element === 'author') authors.push(toStorableText(author));
      comments.close?.(element);
    },
  });
}
