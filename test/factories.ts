import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type {
  CellValue,
  Extraction,
  ExtractedField,
  ExtractedPage,
  ExtractedTable,
  ValueType,
} from '../src/extraction/extraction.types.js';
import type { Job } from '../src/jobs/job.entity.js';
import type { ReportSection, ReportStructure, TableSection } from '../src/reports/report.types.js';

const EMPTY_EXTRACTION = readFileSync(new URL('./fixtures/sandbox/empty-extraction.json', import.meta.url), 'utf8');

export interface TestFile {
  name: string;
  bytes: Buffer;
}

/** Counts up, so that no two files of a run have the same content by chance. */
let files = 0;

type Order = 'succeed' | `give ${string}` | 'loop' | 'exit' | 'eat' | `wait ${string}` | `steps ${number}`;

/** A file that passes for a PDF and tells `sandbox/obedient-child.mjs` what to do. */
export function instruct(order: Order, name = 'order.pdf'): TestFile {
  files += 1;
  return { name, bytes: Buffer.from(`%PDF-1.7\n%do ${order}\n%${files}\n`) };
}

/** An extraction of a document that holds nothing but a little text. */
export function anExtraction(parts: Partial<Extraction> = {}): Extraction {
  return { ...(JSON.parse(EMPTY_EXTRACTION) as Extraction), ...parts };
}

export function aTable(parts: Partial<ExtractedTable> = {}): ExtractedTable {
  return {
    id: 't1',
    location: { page: 1 },
    title: null,
    confidence: 1,
    row_count: 0,
    rows: [],
    totals_rows: [],
    columns: [],
    ...parts,
  };
}

export function aPage(text: string, number = 1): ExtractedPage {
  return { number, width: 595, height: 842, unit: 'pt', rotation: 0, text, source: 'text', confidence: 1 };
}

export function aField(parts: Pick<ExtractedField, 'name'> & Partial<ExtractedField>): ExtractedField {
  const { value = 'x' } = parts;
  return {
    label: parts.name,
    value,
    normalized: value,
    type: 'text',
    confidence: 0.9,
    rule: 'label_right',
    location: { page: 1 },
    ...parts,
  };
}

export function anAmount(name: string, amount: string, currency: string | null = 'KRW'): ExtractedField {
  return aField({ name, value: amount, normalized: { amount, currency }, type: 'money' });
}

/** A job in its first attempt. */
export function aRunningJob(parts: Partial<Job> = {}): Job {
  return {
    id: randomUUID(),
    documentId: randomUUID(),
    userId: randomUUID(),
    kind: 'extraction',
    status: 'running',
    progress: 0,
    secondsLeft: null,
    stage: null,
    message: null,
    attempt: 1,
    maxAttempts: 3,
    attemptToken: randomUUID(),
    worker: 'host:1',
    childLosses: 0,
    priority: 1,
    options: null,
    error: null,
    requestId: null,
    traceparent: null,
    stageMs: null,
    createdAt: new Date(),
    dispatchedAt: new Date(),
    heartbeatAt: new Date(),
    startedAt: new Date(),
    finishedAt: null,
    ...parts,
  };
}

export function aReport(sections: ReportSection[]): ReportStructure {
  return {
    schema_version: 1,
    id: randomUUID(),
    document_id: randomUUID(),
    title: 'Report on a',
    locale: 'en',
    created_at: '2026-01-07T03:21:09.482Z',
    data_as_of: '2026-01-07T03:20:00.000Z',
    sections,
  };
}

interface TableSectionParts {
  title?: string;
  columns: string[];
  /** Of the columns in turn; `text` for the rest. */
  types?: ValueType[];
  rows: CellValue[][];
}

export function aTableSection({ title = 'Table 1', columns, types = [], rows }: TableSectionParts): TableSection {
  return {
    kind: 'table',
    title,
    columns: columns.map((name, index) => ({ name, type: types[index] ?? 'text' })),
    rows,
    totals_rows: [],
    row_count: rows.length,
    place: null,
  };
}
