import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/transactions.js';
import { DocumentsService } from '../documents/documents.service.js';
import { ExtractionsService } from '../extractions/extractions.service.js';
import type { JobAttempt } from '../jobs/job-attempt.js';
import type { JobHandler } from '../jobs/job-runner.js';
import { NotificationsService } from '../notifications/notifications.service.js';
import { Storage } from '../storage/storage.js';
import { storageKeys } from '../storage/storage-keys.js';
import { buildReport } from './report-builder.js';
import { REPORT_FORMATS, type ReportFormat, type ReportStructure } from './report.types.js';
import { ReportsRepository } from './reports.repository.js';
import { renderMarkdown } from './renderers/markdown.renderer.js';
import { renderXlsx } from './renderers/xlsx.renderer.js';

const RENDERERS: Record<ReportFormat, (report: ReportStructure) => Promise<Buffer | string> | string> = {
  json: (report) => JSON.stringify(report, null, 2),
  md: renderMarkdown,
  xlsx: renderXlsx,
};

/** Builds a report from the latest extraction, renders it into every format and stores them. */
@Injectable()
export class ReportHandler implements JobHandler {
  constructor(
    private readonly reports: ReportsRepository,
    private readonly documents: DocumentsService,
    private readonly extractions: ExtractionsService,
    private readonly notifications: NotificationsService,
    private readonly storage: Storage,
  ) {}

  async onStarted(): Promise<void> {
    // Nobody waits for a report to begin: `report_ready` is all that is told of it.
  }

  async onProgress(): Promise<void> {
    // As above.
  }

  async onFailed(): Promise<void> {
    // The document is complete without it; the job tells why there is no report.
  }

  async work({ job }: JobAttempt): Promise<(tx: Transaction) => Promise<void>> {
    const report = await this.reports.findByJob(job.id);
    const extraction = await this.extractions.load(job.documentId);
    if (!report || !extraction) throw new Error(`Report job ${job.id} has lost its report or its extraction`);
    const document = await this.documents.get(job.userId, job.documentId);
    const structure = buildReport({
      id: report.id,
      locale: report.locale,
      createdAt: report.createdAt,
      document,
      extraction,
    });
    for (const format of REPORT_FORMATS) {
      await this.storage.writeBuffer(
        storageKeys.report(document.id, report.id, format),
        await RENDERERS[format](structure),
      );
    }
    return async (tx) => {
      await this.reports.markReady(tx.manager, report.id, { title: structure.title, formats: [...REPORT_FORMATS] });
      const event = { type: 'report_ready' as const, document_id: document.id, report_id: report.id };
      await this.notifications.record(tx, job.userId, event);
    };
  }
}
