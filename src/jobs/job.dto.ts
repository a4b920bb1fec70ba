import { z } from 'zod';
import { FAILURE_CODES } from '../common/errors.js';
import { tellFailure } from '../common/messages/failure-message.js';
import type { Locale } from '../common/messages/messages.js';
import { roundProgress } from '../common/progress.js';
import { formatPageRanges, OCR_MODES, type ReadingOptions } from '../common/reading-options.js';
import { TRACKED_JOB_KINDS, JOB_STATUSES, type Job } from './job.entity.js';

export const jobSchema = z
  .object({
    id: z.uuid(),
    document_id: z.uuid().nullable().describe('null for work that is not about a single document'),
    kind: z.enum(TRACKED_JOB_KINDS),
    status: z.enum(JOB_STATUSES),
    progress: z.number().min(0).max(1),
    seconds_left: z.int().nullable().describe('An estimate while it runs; null when there is none'),
    stage: z.string().nullable(),
    message: z.string().nullable(),
    attempt: z.int().describe('How often it was begun'),
    max_attempts: z.int(),
    options: z
      .object({
        ocr: z.enum(OCR_MODES),
        languages: z.string(),
        pages: z.string().nullable().describe('null for all'),
        tables: z.boolean(),
      })
      .nullable()
      .describe('How an extraction reads its document; null for other kinds'),
    error: z.object({ code: z.enum(FAILURE_CODES), message: z.string() }).nullable(),
    created_at: z.iso.datetime(),
    started_at: z.iso.datetime().nullable(),
    finished_at: z.iso.datetime().nullable(),
  })
  .meta({
    id: 'Job',
    example: {
      id: '019a9d30-7b0a-7d2e-b9a4-33d1f2b7c602',
      document_id: '019a9d30-7b0a-7d2e-b9a4-2f6f0f6a4a01',
      kind: 'extraction',
      status: 'succeeded',
      progress: 1,
      seconds_left: null,
      stage: 'finish',
      message: 'Putting the results together',
      attempt: 1,
      max_attempts: 3,
      options: { ocr: 'auto', languages: 'kor+eng', pages: '1-10', tables: true },
      error: null,
      created_at: '2026-01-07T03:21:09.482Z',
      started_at: '2026-01-07T03:21:09.520Z',
      finished_at: '2026-01-07T03:21:10.911Z',
    },
  });
export type JobView = z.infer<typeof jobSchema>;

export function toJobView(job: Job, locale: Locale): JobView {
  return {
    id: job.id,
    document_id: job.documentId,
    kind: job.kind,
    status: job.status,
    progress: roundProgress(job.progress),
    seconds_left: job.secondsLeft,
    stage: job.stage,
    message: job.message,
    attempt: job.attempt,
    max_attempts: job.maxAttempts,
    options: job.options && toOptionsView(job.options),
    error: job.error && tellFailure(job.error, locale),
    created_at: job.createdAt.toISOString(),
    started_at: job.startedAt?.toISOString() ?? null,
    finished_at: job.finishedAt?.toISOString() ?? null,
  };
}

/** In the form in which an upload gives them. */
function toOptionsView({ ocr, languages, pages, tables }: ReadingOptions): NonNullable<JobView['options']> {
  return { ocr, languages: languages.join('+'), pages: pages && formatPageRanges(pages), tables };
}
