import { createHash } from 'node:crypto';
import type { ReportStructure } from '../report.types.js';

/** Names what a report says, whichever report says it and whenever it was ordered: the same hash, the same rendering. */
export function contentHash({ title, locale, data_as_of, sections }: ReportStructure): string {
  return createHash('sha256').update(JSON.stringify({ title, locale, data_as_of, sections })).digest('hex');
}
