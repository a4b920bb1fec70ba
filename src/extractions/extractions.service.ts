import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import type { Transaction } from '../database/transactions.js';
import { documentStatus } from '../documents/document-status.js';
import type { DocumentSummary } from '../documents/document.entity.js';
import { DocumentsService } from '../documents/documents.service.js';
import type { Extraction } from '../extraction/extraction.types.js';
import { Storage } from '../storage/storage.js';
import { storageKeys } from '../storage/storage-keys.js';
import { ExtractionsRepository } from './extractions.repository.js';

/** An extraction with whose it is: what `GET …/extracted-data` answers. */
export type StoredExtraction = Extraction & { document_id: string; job_id: string };

@Injectable()
export class ExtractionsService {
  constructor(
    private readonly extractions: ExtractionsRepository,
    private readonly documents: DocumentsService,
    private readonly storage: Storage,
  ) {}

  /** What was extracted from one's own document; `CONFLICT` before there is anything. */
  async get(userId: string, documentId: string): Promise<StoredExtraction> {
    const document = await this.documents.get(userId, documentId);
    const stored = await this.load(documentId);
    if (!stored) {
      const params = { status: documentStatus(document.job.status) };
      throw new AppError('CONFLICT', 'error.not_extracted', { params });
    }
    return stored;
  }

  /** The latest extraction of a document; null when there is none. For the work on it, which knows no user. */
  async load(documentId: string): Promise<StoredExtraction | null> {
    const record = await this.extractions.find(documentId);
    if (!record) return null;
    const json = await this.storage.readBuffer(record.storageKey);
    return JSON.parse(json.toString()) as StoredExtraction;
  }

  /**
   * Puts an extraction into storage and returns what makes it the document's, to be called in the transaction that
   * finishes the job.
   */
  async store(
    { documentId, id: jobId }: { documentId: string; id: string },
    extraction: Extraction,
  ): Promise<(tx: Transaction) => Promise<DocumentSummary>> {
    const storageKey = storageKeys.extraction(documentId, jobId);
    const stored: StoredExtraction = { document_id: documentId, job_id: jobId, ...extraction };
    await this.storage.writeBuffer(storageKey, JSON.stringify(stored));
    return async (tx) => {
      await this.extractions.save(tx.manager, { documentId, jobId, storageKey });
      return summarize(extraction);
    };
  }
}

function summarize(extraction: Extraction): DocumentSummary {
  return {
    language: extraction.language,
    pages: extraction.pages.length,
    sheets: extraction.sheets.length,
    tables: extraction.tables.length,
    fields: extraction.fields.length,
    warnings: extraction.warnings.length,
    text_length: extraction.text_length,
  };
}
