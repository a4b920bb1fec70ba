import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import type { FileType } from '../common/media-types.js';
import { offsetOf, Page, type PageRequest } from '../common/pagination.js';
import type { Transaction } from '../database/transactions.js';
import { jobStatusOf, type DocumentStatus } from './document-status.js';
import { Document } from './document.entity.js';

export const DOCUMENT_SORTS = ['created_at', '-created_at', 'filename', 'size_bytes'] as const;
export type DocumentSort = (typeof DOCUMENT_SORTS)[number];

export interface DocumentFilter {
  status?: DocumentStatus | undefined;
  fileType?: FileType | undefined;
  /** A part of the file name, whatever its case. */
  filename?: string | undefined;
  createdFrom?: Date | undefined;
  createdTo?: Date | undefined;
  /** Whether a check failed; documents that were not processed yet are neither. */
  needsReview?: boolean | undefined;
  /** What was read from it, or corrected: when it was issued, as an ISO date, and what kind of document it is. */
  issuedFrom?: string | undefined;
  issuedTo?: string | undefined;
  documentType?: string | undefined;
}

const SORT_COLUMNS: Record<DocumentSort, [column: string, direction: 'ASC' | 'DESC']> = {
  created_at: ['document.createdAt', 'ASC'],
  '-created_at': ['document.createdAt', 'DESC'],
  filename: ['document.filename', 'ASC'],
  size_bytes: ['document.sizeBytes', 'ASC'],
};
const MAX_ACTIVE = 100;

@Injectable()
export class DocumentsRepository {
  constructor(@InjectRepository(Document) private readonly documents: Repository<Document>) {}

  findOwned(userId: string, id: string): Promise<Document | null> {
    return this.withJob().where({ userId, id }).getOne();
  }

  findOwnedByIds(userId: string, ids: readonly string[]): Promise<Document[]> {
    return this.withJob().where('document.userId = :userId AND document.id = ANY(:ids)', { userId, ids }).getMany();
  }

  findById(manager: EntityManager, id: string): Promise<Document | null> {
    return manager.findOneBy(Document, { id });
  }

  /** Holds the document until the end of the transaction, so that what is decided about it is decided once. */
  async lockOwned(tx: Transaction, userId: string, id: string): Promise<Document | null> {
    await tx.lock(id);
    return tx.manager.findOne(Document, { where: { userId, id }, relations: { job: true } });
  }

  findByIdempotencyKey(userId: string, idempotencyKey: string): Promise<Document | null> {
    return this.withJob().where({ userId, idempotencyKey }).getOne();
  }

  /** The oldest document of the user with the same bytes, which then stays until the end of the transaction. */
  async holdSameContent(manager: EntityManager, userId: string, sha256: string): Promise<string | null> {
    const found = await manager.findOne(Document, {
      select: { id: true },
      where: { userId, sha256 },
      order: { createdAt: 'ASC' },
      lock: { mode: 'for_key_share' },
    });
    return found?.id ?? null;
  }

  /** False when the user has used the idempotency key for another document. */
  async insert(manager: EntityManager, document: Partial<Document>): Promise<boolean> {
    const result = await manager.createQueryBuilder().insert().into(Document).values(document).orIgnore().execute();
    return (result.raw as unknown[]).length === 1;
  }

  async setJob(manager: EntityManager, id: string, jobId: string): Promise<void> {
    await manager.update(Document, { id }, { jobId });
  }

  async setSummary(manager: EntityManager, id: string, summary: Document['summary']): Promise<void> {
    await manager.update(Document, { id }, { summary });
  }

  async delete(manager: EntityManager, id: string): Promise<void> {
    await manager.delete(Document, { id });
  }

  async list(userId: string, filter: DocumentFilter, sort: DocumentSort, page: PageRequest): Promise<Page<Document>> {
    const query = this.withJob().where('document.userId = :userId', { userId });
    narrow(query, filter);
    const [column, direction] = SORT_COLUMNS[sort];
    const [items, total] = await query
      .orderBy(column, direction)
      .addOrderBy('document.id', direction)
      .skip(offsetOf(page))
      .take(page.pageSize)
      .getManyAndCount();
    return new Page(items, total, page);
  }

  /** Newest first. */
  async listIds(userId: string, filter: DocumentFilter, limit: number): Promise<string[]> {
    const query = this.documents
      .createQueryBuilder('document')
      .select('document.id', 'id')
      .innerJoin('document.job', 'job');
    query.where('document.userId = :userId', { userId });
    narrow(query, filter);
    query.orderBy('document.createdAt', 'DESC').addOrderBy('document.id', 'DESC').limit(limit);
    return (await query.getRawMany<{ id: string }>()).map(({ id }) => id);
  }

  count(userId: string, filter: DocumentFilter): Promise<number> {
    const query = this.documents.createQueryBuilder('document').innerJoin('document.job', 'job');
    query.where('document.userId = :userId', { userId });
    narrow(query, filter);
    return query.getCount();
  }

  /** Those of these ids that are ids of the user's documents. */
  async ownedIds(userId: string, ids: readonly string[]): Promise<Set<string>> {
    const rows = await this.documents.manager.query<{ id: string }[]>(
      'SELECT id FROM documents WHERE user_id = $1 AND id = ANY($2)',
      [userId, ids],
    );
    return new Set(rows.map(({ id }) => id));
  }

  listActive(userId: string): Promise<Document[]> {
    return this.withJob()
      .where('document.userId = :userId', { userId })
      .andWhere(`job.status IN ('queued', 'running')`)
      .orderBy('document.createdAt', 'DESC')
      .take(MAX_ACTIVE)
      .getMany();
  }

  private withJob(): SelectQueryBuilder<Document> {
    return this.documents.createQueryBuilder('document').innerJoinAndSelect('document.job', 'job');
  }
}

function narrow(query: SelectQueryBuilder<Document>, filter: DocumentFilter): void {
  if (filter.status) query.andWhere('job.status = :status', { status: jobStatusOf(filter.status) });
  if (filter.fileType) query.andWhere('document.fileType = :fileType', { fileType: filter.fileType });
  if (filter.filename) {
    // strpos, not LIKE: what a user types has no wildcards.
    query.andWhere('strpos(lower(document.filename), lower(:filename)) > 0', { filename: filter.filename });
  }
  if (filter.createdFrom) query.andWhere('document.createdAt >= :from', { from: filter.createdFrom });
  // As text, so that the index of documents to review serves it.
  if (filter.needsReview !== undefined) {
    query.andWhere(`document.summary->>'needs_review' = '${String(filter.needsReview)}'`);
  }
  if (filter.createdTo) query.andWhere('document.createdAt <= :to', { to: filter.createdTo });
  narrowByFields(query, filter);
}

/** By what the fields of the documents say, corrections first. */
function narrowByFields(query: SelectQueryBuilder<Document>, filter: DocumentFilter): void {
  const { issuedFrom, issuedTo, documentType } = filter;
  if (issuedFrom !== undefined) query.andWhere(`${ISSUED} >= :issuedFrom::date`, { issuedFrom });
  if (issuedTo !== undefined) query.andWhere(`${ISSUED} <= :issuedTo::date`, { issuedTo });
  if (documentType !== undefined) {
    query.andWhere(`${fieldOf('document_type', 'effective_text')} = :documentType`, { documentType });
  }
}

function fieldOf(name: string, column: string): string {
  return `(SELECT field.${column} FROM document_fields field
    WHERE field.document_id = document.id AND field.name = '${name}' AND field.ordinal = 0)`;
}

/** Where no date of issue was found, any date that the document gives as its own. */
const ISSUED = `coalesce(${fieldOf('issue_date', 'effective_date')}, ${fieldOf('date', 'effective_date')})`;
