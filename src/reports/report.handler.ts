import { Injectable } from '@nestjs/common';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { Transaction } from '../database/transactions.js';
import type { Document } from '../documents/document.entity.js';
import { DocumentsService } from '../documents/documents.service.js';
import type { CorrectedExtraction } from '../fields/field.types.js';
import { ExtractionsService, type StoredExtraction } from '../extractions/extractions.service.js';
import { TablesService } from '../extractions/tables.service.js';
import type { JobAttempt } from '../jobs/job-attempt.js';
import { documentIdOf } from '../jobs/job.entity.js';
import type { JobHandler } from '../jobs/job-runner.js';
import { NotificationsService } from '../notifications/notifications.service.js';
import { Storage } from '../storage/storage.js';
import { storageKeys } from '../storage/storage-keys.js';
import { type BuildInput, type BuildOutput, STRUCTURE_FILE } from './building/report-task.types.js';
import { REPORT_LIMITS } from './building/report-limits.js';
import { RENDERER_VERSION } from './rendering/renderer-version.js';
import { ReportRenderings } from './report-renderings.js';
import { ReportSandbox } from './report-sandbox.js';
import type { Report } from './report.entity.js';
import { RENDERED_FORMATS, REPORT_FORMATS, type RenderedFormat } from './report.types.js';
import { ReportsRepository } from './reports.repository.js';

/** Has a report built from the latest extraction and rendered into every format, and stores what comes of it. */
@Injectable()
export class ReportHandler implements JobHandler {
  constructor(
    private readonly reports: ReportsRepository,
    private readonly documents: DocumentsService,
    private readonly extractions: ExtractionsService,
    private readonly tables: TablesService,
    private readonly notifications: NotificationsService,
    private readonly storage: Storage,
    private readonly sandbox: ReportSandbox,
    private readonly renderings: ReportRenderings,
    @InjectEnv() private readonly env: Env,
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

  async work(attempt: JobAttempt): Promise<(tx: Transaction) => Promise<void>> {
    const { job, signal } = attempt;
    const report = await this.reports.findByJob(job.id);
    const documentId = documentIdOf(job);
    const extraction = await this.extractions.load(documentId);
    if (!report || !extraction) throw new Error(`Report job ${job.id} has lost its report or its extraction`);
    const document = await this.documents.get(job.userId, documentId);
    const { title, contentHash } = await attempt.during('build', () =>
      this.build(report, document, extraction, signal),
    );
    const rendering = `${contentHash}-${RENDERER_VERSION}`;
    if (!(await this.reports.isRendered(document.id, rendering))) {
      await attempt.during('render', () => this.render(report, rendering, signal));
    }
    return async (tx) => {
      await this.reports.markReady(tx.manager, report.id, { title, rendering, formats: [...REPORT_FORMATS] });
      const event = { type: 'report_ready' as const, document_id: document.id, report_id: report.id };
      await this.notifications.record(tx, job.userId, event);
    };
  }

  private async build(
    report: Report,
    document: Document,
    extraction: CorrectedExtraction<StoredExtraction>,
    signal: AbortSignal,
  ): Promise<BuildOutput> {
    const rows = await this.tables.localRows(extraction, this.env.SCRATCH_DIR);
    try {
      const subject = { ...subjectOf(report, document), extraction: whatReportsTell(extraction) };
      const built = await this.sandbox.build({ subject, rowPaths: rows.paths }, signal);
      try {
        const structure = createReadStream(join(built.outputDirectory, STRUCTURE_FILE));
        await this.storage.write(storageKeys.report(document.id, report.id), structure);
        return built.output;
      } finally {
        await built.release();
      }
    } finally {
      await rows.release();
    }
  }

  private render({ id, documentId }: Report, rendering: string, signal: AbortSignal): Promise<void> {
    const keyOf = (format: RenderedFormat): string => storageKeys.reportRendering(documentId, rendering, format);
    return this.renderings.render(storageKeys.report(documentId, id), [...RENDERED_FORMATS], keyOf, signal);
  }
}

function subjectOf({ id, locale, createdAt }: Report, document: Document): Omit<BuildInput['subject'], 'extraction'> {
  const { id: documentId, filename, fileType, sizeBytes, job } = document;
  return {
    id,
    locale,
    createdAt: createdAt.toISOString(),
    dataAsOf: (job.finishedAt ?? createdAt).toISOString(),
    document: { id: documentId, filename, fileType, sizeBytes },
  };
}

/** Without the many megabytes of text and places that no report shows, as it travels to another process. */
function whatReportsTell(extraction: CorrectedExtraction): CorrectedExtraction {
  return {
    ...extraction,
    text: extraction.text.slice(0, REPORT_LIMITS.textCharacters),
    pages: extraction.pages.map((page) => ({ ...page, text: '' })),
    tables: extraction.tables.map(({ cells: _places, ...table }) => table),
  };
}
