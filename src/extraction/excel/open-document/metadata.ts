import type { DocumentMetadata } from '../../extraction.types.js';
import { collectProperties } from '../properties.js';
import { parseXml } from '../xml.js';
import type { ZipPackage } from '../zip-package.js';

export const META = 'meta.xml';

/** What a document says of itself; a broken part says nothing. */
export async function readMetadata(zip: ZipPackage): Promise<DocumentMetadata> {
  const metadata: DocumentMetadata = {};
  const texts = {
    title: 'title',
    'initial-creator': 'author',
    creator: 'last_modified_by',
    subject: 'subject',
    keyword: 'keywords',
    description: 'description',
    generator: 'creator',
  };
  const times = { 'creation-date': 'created_at', date: 'modified_at' };
  await parseXml(zip.read(META), collectProperties(metadata, texts, times)).catch(() => undefined);
  return metadata;
}
