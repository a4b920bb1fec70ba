import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { AppError, type Failure } from '../common/errors.js';
import type { Page, PageRequest } from '../common/pagination.js';
import type { ReadingOptions } from '../common/reading-options.js';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { withReadingDefaults } from '../config/reading-defaults.js';
import { Transactions, type Transaction } from '../database/transactions.js';
import { JobsService } from '../jobs/jobs.service.js';
import type { DocumentState } from '../notifications/messages.js';
import { NotificationsService } from '../notifications/notifications.service.js';
import { StoragePurgesService } from '../storage/storage-purges.service.js';
import { Storage, type ByteRange, type DownloadHeaders } from '../storage/storage.js';
import { storageKeys } from '../storage/storage-keys.js';
import { documentStatus } from './document-status.js';
import type { Document, DocumentSummary } from './document.entity.js';
import { DocumentsRepository, type DocumentFilter, type DocumentSort } from './documents.repository.js';

export type { DocumentFilter };

/** What can be done with a document once it is accepted. */
@Injectable()
export class DocumentsService {
  constructor(
    private readonly documents: DocumentsRepository,
    private readonly jobs: JobsService,
    private readonly notifications: NotificationsService,
    private readonly storage: Storage,
    private readonly purges: StoragePurgesService,
    private readonly transactions: Transactions,
    @InjectEnv() private readonly env: Env,
  ) {}

  /** One's own document with its current job; `NOT_FOUND` otherwise. */
  async get(userId: string, id: string): Promise<Document> {
    return found(await this.documents.findOwned(userId, id), id);
  }

  /** {@link get}, and holds the document until the end of the transaction. */
  async lock(tx: Transaction, userId: string, id: string): Promise<Document> {
    return found(await this.documents.lockOwned(tx, userId, id), id);
  }

  /** For the work on a document, which knows no user; null when it was deleted. */
  find(tx: Transaction, id: string): Promise<Document | null> {
    return this.documents.findById(tx.manager, id);
  }

  list(userId: string, filter: DocumentFilter, sort: DocumentSort, page: PageRequest): Promise<Page<Document>> {
    return this.documents.list(userId, filter, sort, page);
  }

  /** Those of these documents that are the user's, in the order of the ids. */
  async listByIds(userId: string, ids: readonly string[]): Promise<Document[]> {
    const found = new Map(
      (await this.documents.findOwnedByIds(userId, ids)).map((document) => [document.id, document]),
    );
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  /** The ids of the user's documents, newest first, at most `limit`. */
  listIds(userId: string, filter: DocumentFilter, limit: number): Promise<string[]> {
    return this.documents.listIds(userId, filter, limit);
  }

  count(userId: string, filter: DocumentFilter): Promise<number> {
    return this.documents.count(userId, filter);
  }

  /** Those of these ids that are ids of the user's documents. */
  ownedIds(userId: string, ids: readonly string[]): Promise<Set<string>> {
    return this.documents.ownedIds(userId, ids);
  }

  /** The user's queued and processing documents, newest first, at most 100. */
  listActive(userId: string): Promise<Document[]> {
    return this.documents.listActive(userId);
  }

  /** The bytes as they were uploaded. */
  openOriginal(document: Document, range?: ByteRange): Promise<Readable> {
    return this.storage.read(storageKeys.original(document.id), range);
  }

  /** Where the client may fetch the bytes itself, seeing these headers; null when they are to be streamed by us. */
  originalUrl(document: Document, headers: DownloadHeaders): Promise<string | null> {
    return this.storage.downloadUrl(storageKeys.original(document.id), headers);
  }

  /**
   * Queues the document again, to be read as last time unless `chosen` says otherwise; throws `JOB_ACTIVE` while an
   * extraction is unfinished.
   */
  async reprocess(userId: string, id: string, chosen?: Partial<ReadingOptions>): Promise<Document> {
    await this.transactions.run(async (tx) => {
      const document = await this.lock(tx, userId, id);
      const options = withReadingDefaults(this.env, chosen ?? document.job.options ?? {});
      const jobId = await this.jobs.enqueue(tx, {
        kind: 'extraction',
        documentId: id,
        userId,
        sizeBytes: document.sizeBytes,
        options,
      });
      await this.documents.setJob(tx.manager, id, jobId);
      await this.announce(tx, { id, userId, jobId, filename: document.filename }, 'queued');
    });
    return this.get(userId, id);
  }

  /** Stops what is queued or running for the document; throws `CONFLICT` when nothing is. */
  async cancel(userId: string, id: string): Promise<Document> {
    await this.transactions.run(async (tx) => {
      const document = await this.lock(tx, userId, id);
      const cancelled = await this.jobs.cancelUnfinished(tx, id, 'extraction');
      if (cancelled.length === 0) {
        const params = { status: documentStatus(document.job.status) };
        throw new AppError('CONFLICT', 'error.nothing_to_cancel', { params });
      }
      await this.announce(tx, document, 'cancelled');
    });
    return this.get(userId, id);
  }

  /** Removes the document, its jobs, results and bytes; whatever runs for it is cancelled first. */
  async delete(userId: string, id: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      const document = await this.lock(tx, userId, id);
      await this.jobs.cancelUnfinished(tx, id);
      await this.documents.delete(tx.manager, id);
      await this.purges.purge(tx, storageKeys.document(id));
      await this.announce(tx, document, 'deleted');
    });
  }

  /** With the transaction that finishes an extraction. */
  async complete(tx: Transaction, document: Document, summary: DocumentSummary): Promise<void> {
    await this.documents.setSummary(tx.manager, document.id, summary);
    await this.announce(tx, document, 'completed');
  }

  /** What the list shows of the document, with the transaction that changes it. */
  async setSummary(tx: Transaction, id: string, summary: DocumentSummary): Promise<void> {
    await this.documents.setSummary(tx.manager, id, summary);
  }

  /** Tells the owner that the document's state changed, with the transaction that changes it. */
  async announce(
    tx: Transaction,
    document: Pick<Document, 'id' | 'userId' | 'jobId' | 'filename'>,
    state: DocumentState,
    error?: Failure,
  ): Promise<void> {
    await this.notifications.record(tx, document.userId, {
      type: `document_${state}`,
      document_id: document.id,
      job_id: document.jobId,
      filename: document.filename,
      status: state,
      ...(error ? { error } : {}),
    });
  }
}

function found(document: Document | null, id: string): Document {
  if (!document) throw new AppError('NOT_FOUND', 'error.document_not_found', { params: { id } });
  return document;
}
