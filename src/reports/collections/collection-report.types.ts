import type { FileType } from '../../common/media-types.js';
import type { DocumentStatus } from '../../documents/document-status.js';

/** By what a report across documents sets them apart. */
export const GROUPINGS = ['issuer', 'month', 'currency', 'file_type', 'document_type'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** As a client sends it, and as it is kept. Times and dates are ISO 8601. */
export interface CollectionFilter {
  status?: DocumentStatus | undefined;
  file_type?: FileType | undefined;
  q?: string | undefined;
  created_from?: string | undefined;
  created_to?: string | undefined;
  needs_review?: boolean | undefined;
  issued_from?: string | undefined;
  issued_to?: string | undefined;
  document_type?: string | undefined;
}

/** Which documents a report is about: these, or all that match when it is made. */
export type CollectionSelection = { documentIds: string[] } | { filter: CollectionFilter };
