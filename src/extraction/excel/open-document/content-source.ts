import type { GridRow } from '../../tables/grid.js';
import { MAX_ROWS } from '../cell-reference.js';
import type { SheetFacts } from '../sheet-facts.js';
import type { SheetSource } from '../sheet-source.js';
import { parseXmlStepwise } from '../xml.js';
import type { ZipPackage } from '../zip-package.js';
import { type ContentItem, ContentHandler } from './content-handler.js';
import { CONTENT, type OpenDocumentSheet } from './sheet-list.js';

/** All sheets of a document stand in one part, which is gone through once as long as they are read in their order. */
export class OpenDocumentContent {
  bytes = 0;
  private items: AsyncGenerator<ContentItem> | null = null;
  private next: ContentItem | null = null;
  private ready = 0;

  constructor(private readonly zip: ZipPackage) {}

  get size(): number {
    return this.zip.sizeOf(CONTENT);
  }

  /** What the document says of one sheet. */
  async *itemsOf(sheet: number): AsyncGenerator<ContentItem> {
    if (!this.items || sheet !== this.ready) this.restart();
    this.ready = sheet + 1;
    for (let item = await this.peek(); item && item.sheet <= sheet; item = await this.peek()) {
      this.next = null;
      if (item.sheet === sheet) yield item;
    }
  }

  private restart(): void {
    this.items = this.parse();
    this.next = null;
  }

  private async peek(): Promise<ContentItem | null> {
    if (this.next) return this.next;
    const result = await this.items?.next();
    this.next = result === undefined || result.done === true ? null : result.value;
    return this.next;
  }

  private async *parse(): AsyncGenerator<ContentItem> {
    const handler = new ContentHandler();
    for await (const bytes of parseXmlStepwise(this.zip.read(CONTENT), handler)) {
      this.bytes = bytes;
      yield* handler.items;
      handler.items = [];
    }
  }
}

/** One sheet of a document. */
export class OpenDocumentSource implements SheetSource {
  readonly name: string;
  readonly state;

  constructor(
    private readonly content: OpenDocumentContent,
    private readonly index: number,
    { name, hidden }: OpenDocumentSheet,
    readonly weight: number,
  ) {
    this.name = name;
    this.state = hidden ? ('hidden' as const) : ('visible' as const);
  }

  done(): number {
    return this.content.bytes / Math.max(this.content.size, 1);
  }

  async *rows(facts: SheetFacts): AsyncGenerator<GridRow> {
    for await (const { row, repeats = 1, note } of this.content.itemsOf(this.index)) {
      note?.(facts);
      if (!row) continue;
      facts.countCells(row.cells.length * repeats);
      if (row.number + repeats - 1 > MAX_ROWS) throw new Error('A row is not on the sheet');
      for (let offset = 0; offset < repeats; offset += 1) yield { ...row, number: row.number + offset };
    }
  }
}
