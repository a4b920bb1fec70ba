import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import type { Failure } from '../../common/errors.js';
import { roundProgress } from '../../common/progress.js';
import type { Transaction } from '../../database/transactions.js';
import type { JobAttempt } from '../../jobs/job-attempt.js';
import type { JobHandler } from '../../jobs/job-runner.js';
import type { Job } from '../../jobs/job.entity.js';
import { NotificationsService } from '../../notifications/notifications.service.js';
import { Storage } from '../../storage/storage.js';
import { storageKeys } from '../../storage/storage-keys.js';
import type { CollectionFigures } from '../building/collections/collection-figures.types.js';
import { buildCollectionReport } from '../building/collections/collection-report-builder.js';
import { contentHash } from '../building/content-hash.js';
import { RENDERER_VERSION } from '../rendering/renderer-version.js';
import { ReportRenderings } from '../report-renderings.js';
import { RENDERED_FORMATS, REPORT_FORMATS, type ReportStructure } from '../report.types.js';
import type { CollectionReport } from './collection-report.entity.js';
import { CollectionFiguresRepository } from './collection-figures.repository.js';
import { CollectionReportsRepository } from './collection-reports.repository.js';
import { CollectionSelectionsService } from './collection-selections.service.js';

/** Where in the work its two parts end, 0–1. */
const ADDED_UP = 0.4;
const RENDERED = 0.98;

/** Adds up what the documents of a report say, has it rendered into every format, and stores what comes of it. */
@Injectable()
export class CollectionReportHandler implements JobHandler {
  constructor(
    private readonly reports: CollectionReportsRepository,
    private readonly selections: CollectionSelectionsService,
    private readonly figures: CollectionFiguresRepository,
    private readonly renderings: ReportRenderings,
    private readonly notifications: NotificationsService,
    private readonly storage: Storage,
  ) {}

  async onStarted(): Promise<void> {
    // Progress tells of it, when there is time for any.
  }

  async onProgress(job: Job): Promise<void> {
    const reportId = await this.reports.findIdByJob(job.id);
    if (reportId === null) return;
    await this.notifications.tellProgress(job.userId, {
      document_id: null,
      report_id: reportId,
      job_id: job.id,
      state: 'processing',
      stage: job.stage,
      progress: roundProgress(job.progress),
      message: job.message,
      seconds_left: job.secondsLeft,
    });
  }

  async onFailed(tx: Transaction, job: Job, error: Failure): Promise<void> {
    const reportId = await this.reports.findIdByJob(job.id);
    if (reportId === null) return;
    const event = { type: 'report_failed' as const, document_id: null, report_id: reportId, job_id: job.id, error };
    await this.notifications.record(tx, job.userId, event);
  }

  async work(attempt: JobAttempt): Promise<(tx: Transaction) => Promise<void>> {
    const { job } = attempt;
    const report = await this.reports.findByJob(job.id);
    if (!report) throw new Error(`The report of the job ${job.id} is gone`);
    const figures = await attempt.during('add_up', () => this.addUp(report, attempt));
    const { id, locale, createdAt } = report;
    const structure = buildCollectionReport({ id, locale, createdAt: createdAt.toISOString() }, figures);
    const rendering = `${contentHash(structure)}-${RENDERER_VERSION}`;
    await attempt.during('render', () => this.render(structure, rendering, attempt));
    return async (tx) => {
      const { title } = structure;
      const { documents: documentCount } = figures;
      await this.reports.markReady(tx.manager, id, { title, rendering, documentCount, formats: [...REPORT_FORMATS] });
      const event = { type: 'report_ready' as const, document_id: null, report_id: id, job_id: job.id };
      await this.notifications.record(tx, job.userId, event);
    };
  }

  private async addUp(report: CollectionReport, attempt: JobAttempt): Promise<CollectionFigures> {
    const { userId, groupBy, documentIds, filter } = report;
    const selection = documentIds === null ? { filter: filter ?? {} } : { documentIds };
    const { ids, ...leftOut } = await this.selections.resolve(userId, selection);
    return this.figures.collect(ids, groupBy, leftOut, (done) => {
      attempt.signal.throwIfAborted();
      attempt.report({ stage: 'add_up', progress: done * ADDED_UP, message: 'Adding up the documents' });
    });
  }

  /** One format after the other, so that reports on single documents need not wait for all of them. */
  private async render(structure: ReportStructure, rendering: string, attempt: JobAttempt): Promise<void> {
    const keyOf = (format: string): string => storageKeys.collectionReportRendering(structure.id, rendering, format);
    attempt.signal.throwIfAborted();
    // Its figures are of another moment, so what an attempt that was killed has left bears other names.
    await this.storage.deletePrefix(storageKeys.collectionReport(structure.id));
    await this.storage.write(keyOf('json'), Readable.from([JSON.stringify(structure, null, 2)]));
    for (const [index, format] of RENDERED_FORMATS.entries()) {
      await this.renderings.render(keyOf('json'), [format], keyOf, attempt.signal);
      const done = (index + 1) / RENDERED_FORMATS.length;
      const progress = ADDED_UP + done * (RENDERED - ADDED_UP);
      attempt.report({ stage: 'render', progress, message: `Rendered as ${format}` });
    }
  }
}
