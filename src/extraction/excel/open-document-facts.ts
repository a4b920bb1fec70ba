import { StringDecoder } from 'node:string_decoder';
import { DocumentFault } from '../../common/errors.js';
import type { ExtractionLimits } from '../extraction.types.js';
import { CellBudget } from './cell-budget.js';
import { attribute } from './xml-attribute.js';
import { corrupt, type ZipPackage } from './zip-package.js';

const CONTENT = 'content.xml';
const MANIFEST = 'META-INF/manifest.xml';

const TAG = /<(style:style|style:table-properties|table:table|table:table-row|table:table-cell)(?=[\s/>])([^>]*)>/g;

/** What the library that reads the cells does not tell, or not rightly, of a sheet. */
export interface OpenDocumentSheet {
  name: string;
  hidden: boolean;
}

/**
 * Counts the cells of a document (one that is repeated counts as often as it is) and names its sheets. Throws
 * ENCRYPTED_FILE, CORRUPT_FILE or LIMIT_EXCEEDED.
 */
export async function inspectOpenDocument(zip: ZipPackage, limits: ExtractionLimits): Promise<OpenDocumentSheet[]> {
  if (!zip.has(CONTENT)) throw corrupt();
  if (zip.has(MANIFEST)) await assertNotEncrypted(zip);
  const content = new ContentScan(limits);
  for await (const chunk of zip.read(CONTENT)) content.add(chunk);
  return content.sheets;
}

/** The parts of an encrypted document are packed and listed like others; only the manifest says that they are not. */
async function assertNotEncrypted(zip: ZipPackage): Promise<void> {
  let text = '';
  for await (const chunk of zip.read(MANIFEST)) text += chunk.toString('latin1');
  if (/<(?:\w+:)?encryption-data\b/.test(text)) throw new DocumentFault('ENCRYPTED_FILE', 'failure.encrypted');
}

class ContentScan {
  readonly sheets: OpenDocumentSheet[] = [];
  private readonly decoder = new StringDecoder('utf8');
  private readonly hiddenStyles = new Set<string>();
  private carry = '';
  private style = '';
  private rowRepeats = 1;
  private cells = 0;
  private readonly budget: CellBudget;

  constructor(limits: ExtractionLimits) {
    this.budget = new CellBudget(limits);
  }

  add(chunk: Buffer): void {
    const text = this.carry + this.decoder.write(chunk);
    for (const [, tag = '', attributes = ''] of text.matchAll(TAG)) this.visit(tag, attributes);
    const open = text.lastIndexOf('<');
    this.carry = open > text.lastIndexOf('>') ? text.slice(open) : '';
    this.budget.spend(this.cells);
    this.cells = 0;
  }

  private visit(tag: string, attributes: string): void {
    if (tag === 'style:style') this.style = attribute(attributes, 'style:name') ?? '';
    else if (tag === 'style:table-properties') {
      if (attribute(attributes, 'table:display') === 'false') this.hiddenStyles.add(this.style);
    } else if (tag === 'table:table') {
      const hidden = this.hiddenStyles.has(attribute(attributes, 'table:style-name') ?? '');
      this.sheets.push({ name: attribute(attributes, 'table:name') ?? '', hidden });
    } else if (tag === 'table:table-row') this.rowRepeats = repeats(attributes, 'table:number-rows-repeated');
    else if (attributes.includes('office:value-type')) {
      this.cells += this.rowRepeats * repeats(attributes, 'table:number-columns-repeated');
    }
  }
}

function repeats(attributes: string, name: string): number {
  return attributes.includes(name) ? Math.max(1, Number(attribute(attributes, name)) || 1) : 1;
}
