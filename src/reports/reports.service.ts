import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../common/errors.js';
import type { Locale } from '../common/messages/messages.js';
import { Transactions, type Transaction } from '../database/transactions.js';
import { documentStatus } from '../documents/document-status.js';
import type { Document } from '../documents/document.entity.js';
import { DocumentsService } from '../documents/documents.service.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Storage } from '../storage/storage.js';
import { storageKeys } from '../storage/storage-keys.js';
import { UsersService } from '../users/users.service.js';
import type { Report } from './report.entity.js';
import type { ReportFormat, ReportStructure } from './report.types.js';
import { ReportsRepository } from './reports.repository.js';

@Injectable()
export class ReportsService {
  constructor(
    private readonly reports: ReportsRepository,
    private readonly documents: DocumentsService,
    private readonly jobs: JobsService,
    private readonly users: UsersService,
    private readonly storage: Storage,
    private readonly transactions: Transactions,
  ) {}

  /** Orders a report with the transaction that gives it a reason. */
  async order(
    tx: Transaction,
    document: Pick<Document, 'id' | 'userId' | 'sizeBytes'>,
    locale: Locale,
  ): Promise<string> {
    const { id: documentId, userId, sizeBytes } = document;
    const id = uuidv7();
    const jobId = await this.jobs.enqueue(tx, { kind: 'report', documentId, userId, sizeBytes });
    await this.reports.insert(tx.manager, { id, documentId, userId, jobId, locale });
    return id;
  }

  /** The language of a user's reports when none is named. */
  async languageOf(userId: string): Promise<Locale> {
    return (await this.users.get(userId)).locale;
  }

  /** Orders another report on one's own document; `CONFLICT` before it has extracted data. */
  async request(userId: string, documentId: string, wanted?: Locale): Promise<Report> {
    const locale = wanted ?? (await this.languageOf(userId));
    const id = await this.transactions.run(async (tx) => {
      const document = await this.documents.lock(tx, userId, documentId);
      if (document.summary === null) {
        const params = { status: documentStatus(document.job.status) };
        throw new AppError('CONFLICT', 'error.not_extracted', { params });
      }
      return this.order(tx, document, locale);
    });
    return this.find(documentId, id);
  }

  /** The reports on one's own document, newest first. */
  async list(userId: string, documentId: string): Promise<Report[]> {
    await this.documents.get(userId, documentId);
    return this.reports.listForDocument(documentId);
  }

  /** A finished report's structure; `CONFLICT` while it is being made. */
  async getStructure(userId: string, documentId: string, id: string): Promise<ReportStructure> {
    await this.getReady(userId, documentId, id);
    const json = await this.storage.readBuffer(storageKeys.report(documentId, id));
    return JSON.parse(json.toString()) as ReportStructure;
  }

  /** A finished report's bytes in one format; `CONFLICT` while it is being made. */
  async open(
    userId: string,
    documentId: string,
    id: string,
    format: ReportFormat,
  ): Promise<{ report: Report; body: Readable }> {
    const report = await this.getReady(userId, documentId, id);
    return { report, body: await this.storage.read(keyOf(report, format)) };
  }

  private async getReady(userId: string, documentId: string, id: string): Promise<Report> {
    await this.documents.get(userId, documentId);
    const report = await this.find(documentId, id);
    if (report.job.status !== 'succeeded') {
      throw new AppError('CONFLICT', 'error.report_not_ready', { params: { status: report.job.status } });
    }
    return report;
  }

  private async find(documentId: string, id: string): Promise<Report> {
    const report = await this.reports.findForDocument(documentId, id);
    if (!report) throw new AppError('NOT_FOUND', 'error.report_not_found', { params: { id } });
    return report;
  }
}

function keyOf({ id, documentId, rendering }: Report, format: ReportFormat): string {
  if (format === 'json') return storageKeys.report(documentId, id);
  if (rendering === null) throw new Error(`Report ${id} is ready without a rendering`);
  return storageKeys.reportRendering(documentId, rendering, format);
}
