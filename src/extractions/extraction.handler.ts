import { Injectable } from '@nestjs/common';
import type { Failure } from '../common/errors.js';
import { roundProgress } from '../common/progress.js';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Transactions, type Transaction } from '../database/transactions.js';
import type { Document } from '../documents/document.entity.js';
import { documentStatus } from '../documents/document-status.js';
import { DocumentsService } from '../documents/documents.service.js';
import type { Extraction } from '../extraction/extraction.types.js';
import type { JobAttempt } from '../jobs/job-attempt.js';
import type { JobHandler } from '../jobs/job-runner.js';
import { documentIdOf, type Job } from '../jobs/job.entity.js';
import { NotificationsService } from '../notifications/notifications.service.js';
import { ReportsService } from '../reports/reports.service.js';
import type { SandboxResult } from '../sandbox/sandbox.js';
import { Storage } from '../storage/storage.js';
import { storageKeys } from '../storage/storage-keys.js';
import { VirusScanner } from '../virus-scan/virus-scanner.js';
import { extractionOptions } from './extraction-options.js';
import { ExtractionSandbox } from './extraction-sandbox.js';
import { ExtractionsService } from './extractions.service.js';
import { PageImagesService } from './page-images.service.js';
import { TablesService } from './tables.service.js';

/** Reads a document in the sandbox, stores what was found, orders its report and tells the owner. */
@Injectable()
export class ExtractionHandler implements JobHandler {
  constructor(
    private readonly documents: DocumentsService,
    private readonly extractions: ExtractionsService,
    private readonly pageImages: PageImagesService,
    private readonly tables: TablesService,
    private readonly reports: ReportsService,
    private readonly notifications: NotificationsService,
    private readonly transactions: Transactions,
    private readonly storage: Storage,
    private readonly sandbox: ExtractionSandbox,
    private readonly scanner: VirusScanner,
    @InjectEnv() private readonly env: Env,
  ) {}

  onStarted(tx: Transaction, job: Job): Promise<void> {
    return this.announce(tx, job, 'processing');
  }

  async work(attempt: JobAttempt): Promise<(tx: Transaction) => Promise<void>> {
    const { job } = attempt;
    const document = await this.load(job);
    const result = await this.read(document, attempt);
    try {
      const source = { id: job.id, documentId: document.id };
      const commit = await attempt.during('store', async () => {
        await this.pageImages.store(source, result.outputDirectory);
        await this.tables.store(source, result.output, result.outputDirectory);
        return this.extractions.store(source, result.output);
      });
      const locale = await this.reports.languageOf(document.userId);
      return async (tx) => {
        const summary = await commit(tx, document);
        await this.reports.order(tx, document, locale);
        await this.documents.complete(tx, document, summary);
      };
    } finally {
      await result.release();
    }
  }

  async onProgress(job: Job): Promise<void> {
    await this.notifications.tellProgress(job.userId, {
      document_id: job.documentId,
      job_id: job.id,
      state: documentStatus('running'),
      stage: job.stage,
      progress: roundProgress(job.progress),
      message: job.message,
      seconds_left: job.secondsLeft,
    });
  }

  onFailed(tx: Transaction, job: Job, failure: Failure): Promise<void> {
    return this.announce(tx, job, 'failed', failure);
  }

  private async announce(tx: Transaction, job: Job, state: 'processing' | 'failed', failure?: Failure): Promise<void> {
    const document = await this.documents.find(tx, documentIdOf(job));
    if (document) await this.documents.announce(tx, document, state, failure);
  }

  private async read(document: Document, attempt: JobAttempt): Promise<SandboxResult<Extraction>> {
    const { job, signal } = attempt;
    const key = storageKeys.original(document.id);
    const original = await attempt.during('fetch', () => this.storage.localCopy(key, this.env.SCRATCH_DIR));
    try {
      await this.scanner.assertClean(original.path, signal);
      return await this.sandbox.read(
        {
          file: { path: original.path, mediaType: document.mediaType },
          options: extractionOptions(this.env, job.options ?? undefined),
        },
        {
          signal,
          onProgress: (progress) => {
            attempt.report(progress);
          },
        },
      );
    } finally {
      await original.release();
    }
  }

  private load(job: Job): Promise<Document> {
    return this.transactions.run(async (tx) => {
      const document = await this.documents.find(tx, documentIdOf(job));
      if (!document) throw new Error(`The document of the job ${job.id} is gone`);
      return document;
    });
  }
}
