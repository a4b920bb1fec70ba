import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import type { Transaction } from '../database/transactions.js';
import { documentStatus } from '../documents/document-status.js';
import type { Document, DocumentSummary } from '../documents/document.entity.js';
import { DocumentsService } from '../documents/documents.service.js';
import type { Extraction } from '../extraction/extraction.types.js';
import type { CorrectedExtraction } from '../fields/field.types.js';
import { FieldsService, type AnnotatedExtraction } from '../fields/fields.service.js';
import { SearchIndexService } from '../search/search-index.service.js';
import { Storage } from '../storage/storage.js';
import { storageKeys } from '../storage/storage-keys.js';
import type { ExtractionRecord } from './extraction-record.entity.js';
import { ExtractionsRepository } from './extractions.repository.js';

/** An extraction with whose it is, as it is kept: what a machine found and nobody changes. */
export type StoredExtraction = Extraction & { document_id: string; job_id: string };

@Injectable()
export class ExtractionsService {
  constructor(
    private readonly extractions: ExtractionsRepository,
    private readonly documents: DocumentsService,
    private readonly fields: FieldsService,
    private readonly search: SearchIndexService,
    private readonly storage: Storage,
  ) {}

  /**
   * What was extracted from one's own document, with corrections beside the fields they concern; `CONFLICT` before
   * there is anything.
   */
  async get(userId: string, documentId: string): Promise<AnnotatedExtraction<StoredExtraction>> {
    const document = await this.documents.get(userId, documentId);
    const stored = await this.read(await this.extractions.find(documentId));
    if (!stored) {
      const params = { status: documentStatus(document.job.status) };
      throw new AppError('CONFLICT', 'error.not_extracted', { params });
    }
    return this.fields.annotate(stored);
  }

  /**
   * The latest extraction of a document, corrections in place of what was found; null when there is none. For the work
   * on it, which knows no user.
   */
  async load(documentId: string): Promise<CorrectedExtraction<StoredExtraction> | null> {
    const stored = await this.read(await this.extractions.find(documentId));
    return stored && this.fields.correct(stored);
  }

  /** The latest extraction as it was found, with what the transaction sees. */
  async loadIn(tx: Transaction, documentId: string): Promise<StoredExtraction | null> {
    return this.read(await this.extractions.find(documentId, tx.manager));
  }

  /**
   * Puts an extraction into storage and returns what makes it the document's, to be called in the transaction that
   * finishes the job.
   */
  async store(
    { documentId, id: jobId }: { documentId: string; id: string },
    extraction: Extraction,
  ): Promise<(tx: Transaction, document: Document) => Promise<DocumentSummary>> {
    const storageKey = storageKeys.extraction(documentId, jobId);
    const stored: StoredExtraction = { document_id: documentId, job_id: jobId, ...extraction };
    await this.storage.writeBuffer(storageKey, JSON.stringify(stored));
    const text = await this.search.prepare(extraction);
    return async (tx, document) => {
      await this.extractions.save(tx.manager, { documentId, jobId, storageKey });
      const { searchable: values, needsReview } = await this.fields.store(tx, document, extraction);
      await this.search.replace(tx, document, text, { values, needsReview });
      return { ...summarize(extraction), needs_review: needsReview };
    };
  }

  private async read(record: ExtractionRecord | null): Promise<StoredExtraction | null> {
    if (!record) return null;
    const json = await this.storage.readBuffer(record.storageKey);
    return JSON.parse(json.toString()) as StoredExtraction;
  }
}

function summarize(extraction: Extraction): Omit<DocumentSummary, 'needs_review'> {
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
