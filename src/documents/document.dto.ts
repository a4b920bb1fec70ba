import { z } from 'zod';
import { FAILURE_CODES } from '../common/errors.js';
import { FILE_TYPES } from '../common/media-types.js';
import { tellFailure } from '../common/messages/failure-message.js';
import type { Locale } from '../common/messages/messages.js';
import { roundProgress } from '../common/progress.js';
import { toStorableText } from '../common/text.js';
import { pageQuery } from '../http/common.schemas.js';
import { say } from '../http/request-context.js';
import { DOCUMENT_STATUSES, documentStatus } from './document-status.js';
import type { Document } from './document.entity.js';
import { DOCUMENT_SORTS, type DocumentFilter } from './documents.repository.js';
import { readingOptionsFieldSchema } from './reading-options.schema.js';

const failureSchema = z.object({ code: z.enum(FAILURE_CODES), message: z.string() });

export const documentSchema = z
  .object({
    id: z.uuid(),
    filename: z.string(),
    file_type: z.enum(FILE_TYPES),
    media_type: z.string(),
    size_bytes: z.int(),
    sha256: z.string(),
    status: z.enum(DOCUMENT_STATUSES),
    progress: z.number().min(0).max(1),
    stage: z.string().nullable(),
    error: failureSchema.nullable(),
    job_id: z.uuid(),
    duplicate_of: z.uuid().nullable().describe('An earlier document of yours with the same bytes'),
    summary: z
      .object({
        language: z.string().nullable(),
        pages: z.int(),
        sheets: z.int(),
        tables: z.int(),
        fields: z.int(),
        warnings: z.int(),
        text_length: z.int(),
        needs_review: z.boolean().default(false).describe('A check of the fields failed and no correction mended it'),
      })
      .nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    processed_at: z.iso.datetime().nullable(),
  })
  .meta({
    id: 'Document',
    example: {
      id: '019a9d30-7b0a-7d2e-b9a4-2f6f0f6a4a01',
      filename: '세금계산서 2026년 1월.pdf',
      file_type: 'pdf',
      media_type: 'application/pdf',
      size_bytes: 48213,
      sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      status: 'completed',
      progress: 1,
      stage: 'finish',
      error: null,
      job_id: '019a9d30-7b0a-7d2e-b9a4-33d1f2b7c602',
      duplicate_of: null,
      summary: {
        language: 'ko',
        pages: 1,
        sheets: 0,
        tables: 1,
        fields: 9,
        warnings: 0,
        text_length: 812,
        needs_review: false,
      },
      created_at: '2026-01-07T03:21:09.482Z',
      updated_at: '2026-01-07T03:21:10.911Z',
      processed_at: '2026-01-07T03:21:10.911Z',
    },
  });
export type DocumentView = z.infer<typeof documentSchema>;

/** The document as its owner sees it, with failures in words. */
export function toDocumentView(document: Document, locale: Locale): DocumentView {
  const { job } = document;
  return {
    id: document.id,
    filename: document.filename,
    file_type: document.fileType,
    media_type: document.mediaType,
    size_bytes: document.sizeBytes,
    sha256: document.sha256,
    status: documentStatus(job.status),
    progress: roundProgress(job.progress),
    stage: job.stage,
    error: job.error && tellFailure(job.error, locale),
    job_id: document.jobId,
    duplicate_of: document.duplicateOf,
    summary: document.summary && { ...document.summary, needs_review: document.summary.needs_review ?? false },
    created_at: document.createdAt.toISOString(),
    updated_at: (job.finishedAt ?? document.updatedAt).toISOString(),
    processed_at: job.status === 'succeeded' ? (job.finishedAt?.toISOString() ?? null) : null,
  };
}

/** By what lists and search results can be narrowed. */
export const documentFilterQuery = {
  status: z.enum(DOCUMENT_STATUSES).optional(),
  file_type: z.enum(FILE_TYPES).optional(),
  created_from: z.iso.datetime({ offset: true }).optional(),
  created_to: z.iso.datetime({ offset: true }).optional(),
  needs_review: z
    .stringbool({ truthy: ['true'], falsy: ['false'] })
    .optional()
    .describe('Whether a check of the fields failed; documents that were not processed are neither'),
};

export const listQuerySchema = z.object({
  ...pageQuery,
  ...documentFilterQuery,
  q: z.string().trim().max(200).transform(toStorableText).optional().describe('A part of the file name'),
  sort: z.enum(DOCUMENT_SORTS).default('-created_at'),
});

export function toDocumentFilter(query: Omit<z.infer<typeof listQuerySchema>, 'q' | 'sort'>): DocumentFilter {
  return {
    status: query.status,
    fileType: query.file_type,
    createdFrom: query.created_from === undefined ? undefined : new Date(query.created_from),
    createdTo: query.created_to === undefined ? undefined : new Date(query.created_to),
    needsReview: query.needs_review,
  };
}

/** The fields beside the file; empty ones count as not sent, as Swagger UI sends them so. */
export const uploadFieldsSchema = z.object({
  file_type: z
    .literal('')
    .transform(() => undefined)
    .or(z.enum(FILE_TYPES, { error: () => say('invalid.file_type', { allowed: FILE_TYPES.join(', ') }) }))
    .optional(),
  options: z
    .string()
    .transform((text) => (text === '' ? undefined : text))
    .pipe(readingOptionsFieldSchema.optional())
    .optional(),
});

export const idempotencyKeySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, { error: () => say('invalid.idempotency_key') })
  .optional();

export const batchOutcomeSchema = z
  .object({
    filename: z.string(),
    success: z.boolean(),
    document: documentSchema.optional(),
    error_code: z.string().optional(),
    message: z.string().optional(),
  })
  .meta({
    id: 'BatchOutcome',
    example: { filename: 'notes.txt', success: false, error_code: 'UNSUPPORTED_FILE_TYPE', message: 'This kind of…' },
  });
export type BatchOutcome = z.infer<typeof batchOutcomeSchema>;

const countSchema = z.int().min(0);
export const statisticsSchema = z
  .object({
    total: countSchema,
    by_status: z.record(z.enum(DOCUMENT_STATUSES), countSchema),
    by_file_type: z.record(z.enum(FILE_TYPES), countSchema),
    total_bytes: countSchema,
    reports: countSchema,
    processing_ms: z.object({ p50: z.number().nullable(), p95: z.number().nullable() }),
    last_7_days: z.array(
      z.object({ date: z.iso.date(), uploaded: countSchema, completed: countSchema, failed: countSchema }),
    ),
    fields: z
      .array(z.object({ name: z.string(), found: countSchema, corrected: countSchema }))
      .describe('How often each field was found, and how often it bears a correction of yours'),
  })
  .meta({
    id: 'Statistics',
    example: {
      total: 42,
      by_status: { queued: 1, processing: 2, completed: 37, failed: 2, cancelled: 0 },
      by_file_type: { excel: 12, pdf: 25, image: 5 },
      total_bytes: 18_400_000,
      reports: 39,
      processing_ms: { p50: 640, p95: 4200 },
      last_7_days: [{ date: '2026-01-07', uploaded: 6, completed: 5, failed: 1 }],
      fields: [{ name: 'total', found: 31, corrected: 2 }],
    },
  });
