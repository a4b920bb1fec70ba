import { StringDecoder } from 'node:string_decoder';
import { DocumentFault } from '../../common/errors.js';
import type { ExtractionLimits } from '../extraction.types.js';
import { attribute } from './xml-attribute.js';
import { assertCells } from './workbook-package.js';
import { inspectZip, type PartVisitor } from './zip-package.js';

const TAG = /<(style:style|style:table-properties|table:table|table:table-row|table:table-cell)(?=[\s/>])([^>]*)>/g;

/** What the library that reads the cells does not tell, or not rightly, of a sheet. */
export interface OpenDocumentSheet {
  name: string;
  hidden: boolean;
}

/**
 * Checks the package, counts its cells (one that is repeated counts as often as it is) and names the sheets. Throws
 * ENCRYPTED_FILE, CORRUPT_FILE or LIMIT_EXCEEDED.
 */
export async function inspectOpenDocument(
  path: string,
  limits: ExtractionLimits,
): Promise<{ sheets: OpenDocumentSheet[]; unpackedBytes: number }> {
  const content = new ContentScan(limits);
  const { unpackedBytes } = await inspectZip(path, limits, 'content.xml', ({ fileName }) => {
    if (fileName === 'content.xml') return content;
    return fileName === 'META-INF/manifest.xml' ? new ManifestScan() : null;
  });
  return { sheets: content.sheets, unpackedBytes };
}

/** The parts of an encrypted document are packed and listed like others; only the manifest says that they are not. */
class ManifestScan implements PartVisitor {
  private text = '';

  add(chunk: Buffer): void {
    this.text += chunk.toString('latin1');
  }

  end(): void {
    if (/<(?:\w+:)?encryption-data\b/.test(this.text)) throw new DocumentFault('ENCRYPTED_FILE', 'failure.encrypted');
  }
}

class ContentScan implements PartVisitor {
  readonly sheets: OpenDocumentSheet[] = [];
  private readonly decoder = new StringDecoder('utf8');
  private readonly hiddenStyles = new Set<string>();
  private carry = '';
  private style = '';
  private rowRepeats = 1;
  private cells = 0;

  constructor(private readonly limits: ExtractionLimits) {}

  add(chunk: Buffer): void {
    const text = this.carry + this.decoder.write(chunk);
    for (const [, tag = '', attributes = ''] of text.matchAll(TAG)) this.visit(tag, attributes);
    const open = text.lastIndexOf('<');
    this.carry = open > text.lastIndexOf('>') ? text.slice(open) : '';
    assertCells(this.cells, this.limits);
  }

  end(): void {
    this.carry = '';
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
