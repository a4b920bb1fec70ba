import { StringDecoder } from 'node:string_decoder';
import { type DateSystem, epochOf } from './number-format.js';
import { attribute } from './xml-attribute.js';
import type { PartVisitor } from './zip-package.js';

/** More than the list of any workbook's sheets takes. */
const MAX_CHARACTERS = 4 * 1024 * 1024;

/** Keeps the text of a small part. */
export class PartText implements PartVisitor {
  text = '';
  private readonly decoder = new StringDecoder('utf8');

  add(chunk: Buffer): void {
    if (this.text.length < MAX_CHARACTERS) this.text += this.decoder.write(chunk);
  }

  end(): void {
    this.text += this.decoder.end();
  }
}

/** Whether the days are counted from 1900 or 1904. */
export function dateSystemOf(workbookXml: string): DateSystem {
  const [properties = ''] = /<(?:\w+:)?workbookPr\b[^>]*>/.exec(workbookXml) ?? [];
  const date1904 = attribute(properties, 'date1904') ?? '0';
  return { epoch: epochOf(date1904 === '1' || date1904 === 'true'), assumedEpoch: epochOf(date1904 === '1') };
}

/** The names of the sheets that are charts, in the order of the workbook. */
export function chartSheetsOf(workbookXml: string, relationshipsXml: string): string[] {
  const charts = new Set<string | undefined>();
  for (const [tag] of relationshipsXml.matchAll(/<(?:\w+:)?Relationship\b[^>]*>/g)) {
    if (attribute(tag, 'Type')?.endsWith('/chartsheet')) charts.add(attribute(tag, 'Id'));
  }
  return [...workbookXml.matchAll(/<(?:\w+:)?sheet\b[^>]*>/g)]
    .filter(([tag]) => charts.has(attribute(tag, '\\w+:id')))
    .map(([tag]) => attribute(tag, 'name') ?? '');
}
