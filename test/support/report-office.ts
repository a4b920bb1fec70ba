import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type {
  CollectionReportDetailView,
  CollectionReportView,
} from '../../src/reports/collections/collection-report.dto.js';
import type { ReportSection, TableSection } from '../../src/reports/report.types.js';
import { file, type FiledDocument } from '../fixtures/reports/filed-documents.mjs';
import type { AnyBody, Answer } from './api-client.js';
import type { TestEnvironment } from './environment.js';
import type { Owner } from './owner.js';

export const INVOICE = {
  document_type: 'tax_invoice',
  issuer: '(주)동해물산',
  issuer_registration_number: '183-01-66134',
  recipient_registration_number: '220-81-62517',
  document_number: '2026-000117',
  issue_date: '2026-01-18',
  subtotal: '831800',
  tax: '83180',
  total: '914980',
};

type Sections = ReportSection[];
/** As the API answers, with what its sections are. */
export type OrderedReport = Omit<CollectionReportDetailView, 'sections'> & { sections: Sections | null };

/** A user with documents, and what this suite does with them. */
export class Office {
  constructor(
    private readonly environment: TestEnvironment,
    readonly owner: Owner,
  ) {}

  async file(...documents: FiledDocument[]): Promise<string[]> {
    await file(this.environment.database.client, this.owner.user.id, documents);
    return documents.map(({ id }) => id);
  }

  order(body: unknown, headers: Record<string, string> = {}): Promise<Answer<AnyBody>> {
    return this.owner.client.request('POST', '/api/reports', { token: this.owner.token, json: body, headers });
  }

  async ordered(body: object, headers: Record<string, string> = {}): Promise<CollectionReportView> {
    const { status, body: answer } = await this.order(body, headers);
    expect([status, answer.message]).toEqual([202, 'Report queued']);
    return answer.data as CollectionReportView;
  }

  async get(id: string): Promise<OrderedReport> {
    return (await this.owner.get(`/api/reports/${id}`)).body.data as OrderedReport;
  }

  untilReady(id: string): Promise<unknown> {
    return this.owner.live.until(({ type, report_id }) => type === 'report_ready' && report_id === id);
  }

  /** What is stored of a report. */
  filesOf(id: string): Promise<string[]> {
    const { UPLOAD_DIR = '' } = this.environment.variables;
    return readdir(join(UPLOAD_DIR, 'reports', id)).catch(() => []);
  }

  /** What a report on these documents says. */
  async sections(documentIds: string[], more: object = {}): Promise<Sections> {
    const { id } = await this.ordered({ document_ids: documentIds, ...more });
    await this.untilReady(id);
    const { sections } = await this.get(id);
    if (sections === null) throw new Error(`The report ${id} is ready and says nothing`);
    return sections;
  }
}

export function table(sections: Sections, title: string): TableSection {
  const found = sections.find((section) => section.title === title);
  if (found?.kind !== 'table')
    throw new Error(`There is no table "${title}" but ${sections.map((each) => each.title).join(', ')}`);
  return found;
}

export function titlesOf(sections: Sections): string[] {
  return sections.map(({ title }) => title);
}

export function highlightsOf(sections: Sections | null): string {
  const [summary] = sections ?? [];
  return summary?.kind === 'summary' ? summary.highlights.join('\n') : '';
}

export function entriesOf(sections: Sections | null): Record<string, unknown> {
  const [summary] = sections ?? [];
  return Object.fromEntries(
    (summary?.kind === 'summary' ? summary.entries : []).map(({ label, value }) => [label, value]),
  );
}
