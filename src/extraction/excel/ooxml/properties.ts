import type { DocumentMetadata } from '../../extraction.types.js';
import { parseXml } from '../xml.js';
import type { ZipPackage } from '../zip-package.js';
import type { WorkbookParts } from './workbook-part.js';

/** Elements of the two parts of properties, with the names they go by here. */
const TEXTS: Partial<Record<string, string>> = {
  title: 'title',
  creator: 'author',
  subject: 'subject',
  keywords: 'keywords',
  description: 'description',
  category: 'category',
  lastModifiedBy: 'last_modified_by',
  Company: 'company',
  Application: 'creator',
};
const TIMES: Partial<Record<string, string>> = { created: 'created_at', modified: 'modified_at' };

/** What a workbook says of itself; a broken part of properties says nothing. */
export async function readProperties(
  zip: ZipPackage,
  { coreProperties, extendedProperties }: WorkbookParts,
): Promise<DocumentMetadata> {
  const metadata: DocumentMetadata = {};
  for (const part of [coreProperties, extendedProperties]) {
    if (part !== null) await parseXml(zip.read(part), collectInto(metadata)).catch(() => undefined);
  }
  return metadata;
}

function collectInto(metadata: DocumentMetadata): Parameters<typeof parseXml>[1] {
  let text = '';
  return {
    open() {
      text = '';
    },
    text(piece) {
      text += piece;
    },
    close(element) {
      const value = text.trim();
      text = '';
      const name = TEXTS[element];
      if (value !== '' && name !== undefined) metadata[name] = value;
      const time = TIMES[element];
      const date = new Date(value);
      if (time !== undefined && !Number.isNaN(date.getTime())) metadata[time] = date.toISOString();
    },
  };
}
