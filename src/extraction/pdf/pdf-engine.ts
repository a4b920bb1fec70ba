import type { Sharp } from 'sharp';
import type { DocumentMetadata, EngineInfo } from '../extraction.types.js';
import type { FoundTable } from '../layout/found-table.js';
import type { Block } from '../layout/layout.types.js';
import type { LayOutOptions } from '../layout/page-layout.js';

export interface PageGeometry {
  /** Points, as the page is shown: rotated. */
  width: number;
  height: number;
  /** Degrees clockwise. */
  rotation: number;
}

/** The text layer of a page. */
export interface PageText extends PageGeometry {
  /** In reading order; empty where the page has no text layer or one that says nothing. */
  text: string;
  /** The words with their boxes, for an engine that tells them. */
  blocks: Block[];
  tables: FoundTable[];
  /** The page draws text, yet its letters could not be told: another engine may know them. */
  isUnread: boolean;
  /** A picture covers the page and has no more text upon it than scanners and faxes add of their own. */
  mayBeScan: boolean;
}

/** What comes of reading one of several pages. */
export interface PageOutcome {
  number: number;
  /** Null when the page could not be read; then `error` says why. */
  page: PageText | null;
  error: unknown;
  /** How many of the pages have been read, which may be ahead of this one. */
  done: number;
}

/** An open PDF; must be closed. Pages are numbered from 1; every method about a page rejects when it cannot be read. */
export interface PdfEngine {
  readonly info: EngineInfo;
  readonly pageCount: number;
  /** Complete once the pages have been read. */
  metadata(): Promise<DocumentMetadata>;
  /** The entries of the metadata that are longer than what is told of them; known once the metadata is. */
  readonly cutLists: ReadonlySet<string>;
  readPage(number: number, options: LayOutOptions): Promise<PageText>;
  /** Reads pages in the given order, rising; one that cannot be read is told and does not end the others. */
  readPages(numbers: readonly number[], options: LayOutOptions): AsyncGenerator<PageOutcome>;
  /** The page as a picture on white, `scale` pixels to the point. */
  draw(number: number, scale: number): Promise<Sharp>;
  close(): Promise<void>;
}
