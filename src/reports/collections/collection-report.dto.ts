import { z } from 'zod';
import { FAILURE_CODES } from '../../common/errors.js';
import { FILE_TYPES } from '../../common/media-types.js';
import { tellFailure } from '../../common/messages/failure-message.js';
import { LOCALES, type Locale } from '../../common/messages/messages.js';
import { roundProgress } from '../../common/progress.js';
import { toStorableText } from '../../common/text.js';
import { DOCUMENT_STATUSES } from '../../documents/document-status.js';
import { idSchema, pageQuery } from '../../http/common.schemas.js';
import { say } from '../../http/request-context.js';
import { JOB_STATUSES } from '../../jobs/job.entity.js';
import { REPORT_FORMATS, type ReportStructure } from '../report.types.js';
import { reportStructureSchema } from '../report.dto.js';
import type { CollectionReport } from './collection-report.entity.js';
import { GROUPINGS, type CollectionFilter } from './collection-report.types.js';
import { COLLECTION_REPORT_SORTS } from './collection-reports.repository.js';
import type { CollectionOrder } from './collection-reports.service.js';
import { MAX_COLLECTION } from './collection-selections.service.js';

/** As many as a JSON body holds. */
const MAX_NAMED = 5_000;

const filterSchema = z.strictObject({
  status: z.enum(DOCUMENT_STATUSES).optional(),
  file_type: z.enum(FILE_TYPES).optional(),
  q: z.string().trim().max(200).optional().describe('A part of the file name'),
  created_from: z.iso.datetime({ offset: true }).optional(),
  created_to: z.iso.datetime({ offset: true }).optional(),
  needs_review: z.boolean().optional().describe('Whether a check of the fields failed'),
  issued_from: z.iso.date().optional().describe('The first day of issue, as the document or a correction says'),
  issued_to: z.iso.date().optional().describe('The last day of issue'),
  document_type: z.string().trim().min(1).max(100).optional().describe('Such as tax_invoice'),
});

export const collectionOrderSchema = z
  .strictObject({
    document_ids: z.array(idSchema).min(1).max(MAX_NAMED).optional().describe('Your documents'),
    filter: filterSchema.optional().describe(`As for the list of documents; at most ${MAX_COLLECTION} may match`),
    group_by: z.enum(GROUPINGS).default('issuer'),
    locale: z.enum(LOCALES).optional().describe('By default the language of your profile'),
  })
  .refine(({ document_ids: ids, filter }) => (ids === undefined) !== (filter === undefined), {
    error: () => say('invalid.report_selection'),
    path: ['document_ids'],
  })
  .meta({
    id: 'CollectionReportOrder',
    example: {
      filter: { document_type: 'tax_invoice', issued_from: '2026-01-01', issued_to: '2026-03-31' },
      group_by: 'issuer',
      locale: 'ko',
    },
  });

export function toOrder(body: z.infer<typeof collectionOrderSchema>): CollectionOrder {
  const { document_ids: ids, filter = {}, group_by: groupBy, locale } = body;
  const documentIds = ids && [...new Set(ids.map((id) => id.toLowerCase()))];
  return { selection: documentIds ? { documentIds } : { filter: toStorableFilter(filter) }, groupBy, locale };
}

function toStorableFilter({ q, document_type: documentType, ...filter }: CollectionFilter): CollectionFilter {
  return {
    ...filter,
    ...(q !== undefined && { q: toStorableText(q) }),
    ...(documentType !== undefined && { document_type: toStorableText(documentType) }),
  };
}

const EXAMPLE = {
  id: '019a9d31-04c2-7c1a-8f6d-5a7d1b2c3d04',
  job_id: '019a9d31-04c2-7c1a-8f6d-61c2d3e4f505',
  status: 'succeeded' as const,
  progress: 1,
  error: null,
  title: '문서 42건 종합 보고서 (발행인별)',
  locale: 'ko' as const,
  group_by: 'issuer' as const,
  filter: { document_type: 'tax_invoice', issued_from: '2026-01-01', issued_to: '2026-03-31' },
  document_count: 42,
  formats: ['pdf' as const, 'xlsx' as const, 'html' as const, 'md' as const, 'json' as const],
  created_at: '2026-04-01T00:21:10.911Z',
};

const shape = {
  id: z.uuid(),
  job_id: z.uuid(),
  status: z.enum(JOB_STATUSES),
  progress: z.number().min(0).max(1),
  error: z.object({ code: z.enum(FAILURE_CODES), message: z.string() }).nullable(),
  title: z.string().nullable(),
  locale: z.enum(LOCALES),
  group_by: z.enum(GROUPINGS),
  filter: filterSchema.nullable().describe('null when the documents were named one by one'),
  document_count: z.int().describe('Of the documents selected; once the report is ready, of those it tells of'),
  formats: z.array(z.enum(REPORT_FORMATS)).describe('What can be downloaded'),
  created_at: z.iso.datetime(),
};

export const collectionReportSchema = z.object(shape).meta({ id: 'CollectionReport', example: EXAMPLE });
export type CollectionReportView = z.infer<typeof collectionReportSchema>;

export const collectionReportDetailSchema = z
  .object({
    ...shape,
    schema_version: z.literal(1),
    data_as_of: z.iso.datetime().nullable().describe('When its figures were added up; null until it is ready'),
    sections: reportStructureSchema.shape.sections.nullable().describe('What it says; null until it is ready'),
  })
  .meta({
    id: 'CollectionReportDetail',
    example: {
      ...EXAMPLE,
      schema_version: 1 as const,
      data_as_of: EXAMPLE.created_at,
      sections: [
        {
          kind: 'summary' as const,
          title: '요약',
          highlights: ['KRW: 문서 42건, 합계 ₩12,345,600'],
          entries: [{ label: '문서 수', value: 42, type: 'integer' }],
        },
      ],
    },
  });
export type CollectionReportDetailView = z.infer<typeof collectionReportDetailSchema>;

export const collectionListQuerySchema = z.object({
  ...pageQuery,
  sort: z.enum(COLLECTION_REPORT_SORTS).default('-created_at'),
});

export function toCollectionReportView(report: CollectionReport, locale: Locale): CollectionReportView {
  const { job } = report;
  return {
    id: report.id,
    job_id: report.jobId,
    status: job.status,
    progress: roundProgress(job.progress),
    error: job.error && tellFailure(job.error, locale),
    title: report.title,
    locale: report.locale,
    group_by: report.groupBy,
    filter: report.filter,
    document_count: report.documentCount,
    formats: report.formats,
    created_at: report.createdAt.toISOString(),
  };
}

export function toCollectionReportDetailView(
  report: CollectionReport,
  structure: ReportStructure | null,
  locale: Locale,
): CollectionReportDetailView {
  return {
    ...toCollectionReportView(report, locale),
    schema_version: 1,
    data_as_of: structure?.data_as_of ?? null,
    sections: structure?.sections.map((section) => ({ ...section })) ?? null,
  };
}
