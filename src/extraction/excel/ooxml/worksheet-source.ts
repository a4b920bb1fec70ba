import type { GridRow } from '../../tables/grid.js';
import { MAX_COLUMNS, MAX_ROWS } from '../cell-reference.js';
import type { SheetFacts } from '../sheet-facts.js';
import type { SheetSource } from '../sheet-source.js';
import { parseXmlStepwise } from '../xml.js';
import type { ZipPackage } from '../zip-package.js';
import { readAllComments } from './comments.js';
import { readRelationships } from './relationships.js';
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
      facts.countCells(handler.cells, handler.characters);
      [handler.cells, handler.characters] = [0, 0];
      for (const row of handler.rows) {
        assertPlace(row, last);
        last = row.number;
        yield row;
      }
      handler.rows = [];
    }
    facts.missing = handler.missing;
    await readAllComments(this.zip, links, this.sources.persons, facts);
  }
}

/** Rows that do not follow each other are for a reader that holds the whole sheet. */
function assertPlace({ number, cells }: GridRow, last: number): void {
  const [first, end] = [cells[0]?.column ?? 0, cells.at(-1)?.column ?? 0];
  const isOnSheet = number > last && number <= MAX_ROWS && first >= 1 && end <= MAX_COLUMNS;
  if (!isOnSheet) throw new Error(`Row ${number} is out of order or not on the sheet`);
}
