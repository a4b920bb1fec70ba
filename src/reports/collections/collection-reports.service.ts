import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../../common/errors.js';
import type { Locale } from '../../common/messages/messages.js';
import type { Page, PageRequest } from '../../common/pagination.js';
import { Transactions } from '../../database/transactions.js';
import { JobsService } from '../../jobs/jobs.service.js';
import { StoragePurgesService } from '../../storage/storage-purges.service.js';
import { Storage } from '../../storage/storage.js';
import { storageKeys } from '../../storage/storage-keys.js';
import type { ReportFormat, ReportStructure } from '../report.types.js';
import { ReportsService } from '../reports.service.js';
import type { CollectionReport } from './collection-report.entity.js';
import type { CollectionSelection, Grouping } from './collection-report.types.js';
import { CollectionReportsRepository, type CollectionReportSort } from './collection-reports.repository.js';
import { CollectionSelectionsService } from './collection-selections.service.js';

export interface CollectionOrder {
  selection: CollectionSelection;
  groupBy: Grouping;
  /** By default the language of the user. */
  locale?: Locale | undefined;
}

/** Reports across documents: order, look, download, delete. */
@Injectable()
export class CollectionReportsService {
  constructor(
    private readonly reports: CollectionReportsRepository,
    private readonly selections: CollectionSelectionsService,
    private readonly single: ReportsService,
    private readonly jobs: JobsService,
    private readonly storage: Storage,
    private readonly purges: StoragePurgesService,
    private readonly transactions: Transactions,
  ) {}

  /**
   * Orders a report on documents of the user. With an idempotency key that was used for the same order the earlier
   * report is given, for another one `IDEMPOTENCY_MISMATCH` thrown. Throws what {@link CollectionSelectionsService}
   * throws, `QUOTA_EXCEEDED` and `QUEUE_FULL`.
   */
  async order(userId: string, order: CollectionOrder, idempotencyKey?: string): Promise<CollectionReport> {
    const requestHash = createHash('sha256').update(JSON.stringify(order)).digest('hex');
    const earlier = await this.findEarlier(userId, requestHash, idempotencyKey);
    if (earlier) return this.get(userId, earlier.id);
    const documentCount = await this.selections.measure(userId, order.selection);
    const locale = order.locale ?? (await this.single.languageOf(userId));
    const id = await this.transactions.run(async (tx) => {
      if (idempotencyKey !== undefined) {
        await tx.lock(`collection-report:${userId}:${idempotencyKey}`);
        const meanwhile = await this.reports.findByIdempotencyKey(userId, idempotencyKey, tx.manager);
        if (meanwhile) return assertSame(meanwhile, requestHash).id;
      }
      const reportId = uuidv7();
      const jobId = await this.jobs.enqueue(tx, { kind: 'collection_report', userId, sizeBytes: 0 });
      await this.reports.insert(tx.manager, {
        id: reportId,
        userId,
        jobId,
        locale,
        groupBy: order.groupBy,
        documentIds: 'documentIds' in order.selection ? order.selection.documentIds : null,
        filter: 'filter' in order.selection ? order.selection.filter : null,
        documentCount,
        idempotencyKey: idempotencyKey ?? null,
        requestHash,
      });
      return reportId;
    });
    return this.get(userId, id);
  }

  /** One's own report with its job; `NOT_FOUND` otherwise. */
  async get(userId: string, id: string): Promise<CollectionReport> {
    const report = await this.reports.findOwned(userId, id);
    if (!report) throw new AppError('NOT_FOUND', 'error.collection_report_not_found', { params: { id } });
    return report;
  }

  list(userId: string, sort: CollectionReportSort, page: PageRequest): Promise<Page<CollectionReport>> {
    return this.reports.list(userId, sort, page);
  }

  /** What a report says; null until it is ready. */
  async structureOf(report: CollectionReport): Promise<ReportStructure | null> {
    if (report.job.status !== 'succeeded') return null;
    return JSON.parse((await this.storage.readBuffer(keyOf(report, 'json'))).toString()) as ReportStructure;
  }

  /** A finished report's bytes in one format; `CONFLICT` while it is being made. */
  async open(userId: string, id: string, format: ReportFormat): Promise<{ report: CollectionReport; body: Readable }> {
    const report = await this.get(userId, id);
    if (report.job.status !== 'succeeded') {
      throw new AppError('CONFLICT', 'error.report_not_ready', { params: { status: report.job.status } });
    }
    return { report, body: await this.storage.read(keyOf(report, format)) };
  }

  /** Removes a report with its job and its files; one that is being made is stopped. */
  async delete(userId: string, id: string): Promise<void> {
    const { job } = await this.get(userId, id);
    await this.transactions.run(async (tx) => {
      await tx.lock(job.id);
      await this.jobs.remove(tx, job);
      await this.purges.purge(tx, storageKeys.collectionReport(id));
    });
  }

  private async findEarlier(
    userId: string,
    requestHash: string,
    idempotencyKey: string | undefined,
  ): Promise<CollectionReport | null> {
    if (idempotencyKey === undefined) return null;
    const earlier = await this.reports.findByIdempotencyKey(userId, idempotencyKey);
    return earlier && assertSame(earlier, requestHash);
  }
}

function assertSame(earlier: CollectionReport, requestHash: string): CollectionReport {
  if (earlier.requestHash === requestHash) return earlier;
  throw new AppError('IDEMPOTENCY_MISMATCH', 'error.idempotency_mismatch_report');
}

function keyOf({ id, rendering }: CollectionReport, format: ReportFormat): string {
  if (rendering === null) throw new Error(`Report ${id} is ready without a rendering`);
  return storageKeys.collectionReportRendering(id, rendering, format);
}
