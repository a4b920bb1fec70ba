import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors.js';
import { DocumentsService, type DocumentFilter } from '../../documents/documents.service.js';
import type { CollectionFilter, CollectionSelection } from './collection-report.types.js';

/** A report tells of so many documents at most; what it adds up is bounded by it. */
export const MAX_COLLECTION = 10_000;

/** The documents that a report is about, when it is made. */
export interface Selected {
  ids: string[];
  /** Named, but no longer there. */
  deleted: number;
  /** Older ones that match as well. */
  beyondLimit: number;
}

/** Which documents a report is about: those that its user owns. */
@Injectable()
export class CollectionSelectionsService {
  constructor(private readonly documents: DocumentsService) {}

  /**
   * How many documents the user selects. Throws `NOT_FOUND` for one that is not the user's, `VALIDATION_ERROR` for none
   * at all and for too many.
   */
  async measure(userId: string, selection: CollectionSelection): Promise<number> {
    const count =
      'filter' in selection
        ? await this.documents.count(userId, toDocumentFilter(selection.filter))
        : await this.countOwned(userId, selection.documentIds);
    if (count === 0) throw new AppError('VALIDATION_ERROR', 'error.no_documents_selected');
    if (count > MAX_COLLECTION) {
      const params = { count, limit: MAX_COLLECTION };
      throw new AppError('VALIDATION_ERROR', 'error.too_many_documents_selected', { params });
    }
    return count;
  }

  /** What the selection comes to now. */
  async resolve(userId: string, selection: CollectionSelection): Promise<Selected> {
    if ('filter' in selection) {
      const filter = toDocumentFilter(selection.filter);
      const ids = await this.documents.listIds(userId, filter, MAX_COLLECTION);
      const beyondLimit = ids.length < MAX_COLLECTION ? 0 : (await this.documents.count(userId, filter)) - ids.length;
      return { ids, deleted: 0, beyondLimit: Math.max(0, beyondLimit) };
    }
    const owned = await this.documents.ownedIds(userId, selection.documentIds);
    const ids = selection.documentIds.filter((id) => owned.has(id));
    return { ids, deleted: selection.documentIds.length - ids.length, beyondLimit: 0 };
  }

  private async countOwned(userId: string, ids: string[]): Promise<number> {
    const owned = await this.documents.ownedIds(userId, ids);
    const missing = ids.find((id) => !owned.has(id));
    if (missing !== undefined) throw new AppError('NOT_FOUND', 'error.document_not_found', { params: { id: missing } });
    return owned.size;
  }
}

function toDocumentFilter(filter: CollectionFilter): DocumentFilter {
  return {
    status: filter.status,
    fileType: filter.file_type,
    filename: filter.q,
    createdFrom: filter.created_from === undefined ? undefined : new Date(filter.created_from),
    createdTo: filter.created_to === undefined ? undefined : new Date(filter.created_to),
    needsReview: filter.needs_review,
    issuedFrom: filter.issued_from,
    issuedTo: filter.issued_to,
    documentType: filter.document_type,
  };
}
