import { z } from 'zod';
import { LOCALES } from '../common/messages/messages.js';
import { JOB_STATUSES } from '../jobs/job.entity.js';
import type { Report } from './report.entity.js';
import { REPORT_FORMATS } from './report.types.js';

const REPORT_EXAMPLE = {
  id: '019a9d30-8f21-7c1a-8f6d-5a7d1b2c3d04',
  document_id: '019a9d30-7b0a-7d2e-b9a4-2f6f0f6a4a01',
  job_id: '019a9d30-8f21-7c1a-8f6d-61c2d3e4f505',
  status: 'succeeded' as const,
  title: '세금계산서 2026년 1월 보고서',
  locale: 'ko' as const,
  formats: ['pdf' as const, 'xlsx' as const, 'html' as const, 'md' as const, 'json' as const],
  created_at: '2026-01-07T03:21:10.911Z',
};

export const reportSchema = z
  .object({
    id: z.uuid(),
    document_id: z.uuid(),
    job_id: z.uuid(),
    status: z.enum(JOB_STATUSES),
    title: z.string().nullable(),
    locale: z.enum(LOCALES),
    formats: z.array(z.enum(REPORT_FORMATS)).describe('What can be downloaded'),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Report', example: REPORT_EXAMPLE });
export type ReportView = z.infer<typeof reportSchema>;

export const reportStructureSchema = z
  .object({
    schema_version: z.literal(1),
    id: z.uuid(),
    document_id: z.uuid(),
    title: z.string(),
    locale: z.enum(LOCALES),
    created_at: z.iso.datetime(),
    data_as_of: z.iso.datetime().describe('When what it tells was read from the document'),
    sections: z.array(
      z.looseObject({
        kind: z.enum(['summary', 'fields', 'validations', 'table', 'statistics', 'chart', 'text']),
        title: z.string(),
        note: z.string().optional().describe('What was left out'),
      }),
    ),
  })
  .meta({
    id: 'ReportStructure',
    example: {
      schema_version: 1 as const,
      id: REPORT_EXAMPLE.id,
      document_id: REPORT_EXAMPLE.document_id,
      title: REPORT_EXAMPLE.title,
      locale: REPORT_EXAMPLE.locale,
      created_at: REPORT_EXAMPLE.created_at,
      data_as_of: REPORT_EXAMPLE.created_at,
      sections: [
        {
          kind: 'summary' as const,
          title: '요약',
          highlights: [],
          entries: [{ label: '쪽수', value: 1, type: 'integer' }],
        },
        { kind: 'text' as const, title: '본문', paragraphs: ['공급가액 1,000,000원'] },
      ],
    },
  });

export const reportRequestSchema = z
  .object({
    format: z.enum(REPORT_FORMATS).optional().describe('The format you will download; every format is rendered'),
    locale: z.enum(LOCALES).optional().describe('By default the language of your profile'),
  })
  .default({})
  .meta({ id: 'ReportRequest', example: { format: 'xlsx', locale: 'ko' } });

export const reportDownloadSchema = z.object({ format: z.enum(REPORT_FORMATS) });

export function toReportView(report: Report): ReportView {
  return {
    id: report.id,
    document_id: report.documentId,
    job_id: report.jobId,
    status: report.job.status,
    title: report.title,
    locale: report.locale,
    formats: report.formats,
    created_at: report.createdAt.toISOString(),
  };
}
