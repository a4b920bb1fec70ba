import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { FILE_TYPES, type FileType } from '../common/media-types.js';
import type { JobStatus } from '../jobs/job.entity.js';
import { DOCUMENT_STATUSES, documentStatus, type DocumentStatus } from './document-status.js';

interface CountRow {
  status: JobStatus;
  file_type: FileType;
  count: number;
  bytes: string;
}

export interface DocumentStatistics {
  total: number;
  by_status: Record<DocumentStatus, number>;
  by_file_type: Record<FileType, number>;
  total_bytes: number;
  reports: number;
  processing_ms: { p50: number | null; p95: number | null };
  last_7_days: { date: string; uploaded: number; completed: number; failed: number }[];
  fields: { name: string; found: number; corrected: number }[];
}

const COUNTS = `
  SELECT job.status, document.file_type, count(*)::int AS count, sum(document.size_bytes)::text AS bytes
  FROM documents document JOIN jobs job ON job.id = document.job_id
  WHERE document.user_id = $1 GROUP BY job.status, document.file_type`;

const DURATIONS = `
  SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms))::int AS p50,
         round(percentile_cont(0.95) WITHIN GROUP (ORDER BY ms))::int AS p95
  FROM (SELECT extract(epoch FROM finished_at - started_at) * 1000 AS ms FROM jobs
        WHERE user_id = $1 AND kind = 'extraction' AND status = 'succeeded') AS durations`;

const LAST_DAYS = `
  SELECT to_char(day, 'YYYY-MM-DD') AS date,
    (SELECT count(*)::int FROM documents
      WHERE user_id = $1 AND created_at >= day AND created_at < day + interval '1 day') AS uploaded,
    (SELECT count(*)::int FROM jobs WHERE user_id = $1 AND kind = 'extraction' AND status = 'succeeded'
      AND finished_at >= day AND finished_at < day + interval '1 day') AS completed,
    (SELECT count(*)::int FROM jobs WHERE user_id = $1 AND kind = 'extraction' AND status = 'failed'
      AND finished_at >= day AND finished_at < day + interval '1 day') AS failed
  FROM generate_series(date_trunc('day', now()) - interval '6 days', date_trunc('day', now()), interval '1 day') AS day
  ORDER BY day`;

const FIELDS = `
  SELECT name, count(value)::int AS found, count(corrected_at)::int AS corrected
  FROM document_fields WHERE user_id = $1 GROUP BY name ORDER BY name`;

/** Figures over one user's documents. Durations are of successful extractions, from first claim to finish. */
@Injectable()
export class DocumentStatisticsService {
  constructor(private readonly dataSource: DataSource) {}

  async summarize(userId: string): Promise<DocumentStatistics> {
    const [counts, [durations], days, [reports], fields] = await Promise.all([
      this.dataSource.query<CountRow[]>(COUNTS, [userId]),
      this.dataSource.query<DocumentStatistics['processing_ms'][]>(DURATIONS, [userId]),
      this.dataSource.query<DocumentStatistics['last_7_days']>(LAST_DAYS, [userId]),
      this.dataSource.query<{ count: number }[]>('SELECT count(*)::int AS count FROM reports WHERE user_id = $1', [
        userId,
      ]),
      this.dataSource.query<DocumentStatistics['fields']>(FIELDS, [userId]),
    ]);
    const sumWhere = (test: (row: CountRow) => boolean): number =>
      counts.filter(test).reduce((sum, { count }) => sum + count, 0);
    return {
      total: sumWhere(() => true),
      by_status: tally(DOCUMENT_STATUSES, (status) => sumWhere((row) => documentStatus(row.status) === status)),
      by_file_type: tally(FILE_TYPES, (type) => sumWhere((row) => row.file_type === type)),
      total_bytes: counts.reduce((sum, { bytes }) => sum + Number(bytes), 0),
      reports: reports?.count ?? 0,
      processing_ms: durations ?? { p50: null, p95: null },
      last_7_days: days,
      fields,
    };
  }
}

function tally<K extends string>(keys: readonly K[], count: (key: K) => number): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, count(key)])) as Record<K, number>;
}
