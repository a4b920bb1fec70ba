import type { Failure } from '../common/errors.js';

import type { DisabledReason } from '../webhooks/webhook.entity.js';

const DOCUMENT_STATES = ['queued', 'processing', 'completed', 'failed', 'cancelled', 'deleted'] as const;
export type DocumentState = (typeof DOCUMENT_STATES)[number];

interface DocumentEvent {
  type: `document_${DocumentState}`;
  document_id: string;
  job_id: string;
  filename: string;
  status: DocumentState;
  error?: Failure;
}

interface ReportEvent {
  type: 'report_ready';
  /** Null of a report across documents. */
  document_id: string | null;
  report_id: string;
  /** Of a report across documents. */
  job_id?: string;
}

/** A report across documents could not be made. */
interface ReportFailureEvent {
  type: 'report_failed';
  document_id: null;
  report_id: string;
  job_id: string;
  error: Failure;
}

/** A user corrected a field, or took a correction back. */
interface CorrectionEvent {
  type: 'document_corrected';
  document_id: string;
  field: string;
}

interface WebhookEvent {
  type: 'webhook_disabled';
  webhook_id: string;
  reason: DisabledReason;
}

/** What is stored and numbered. */
export type StateEvent = DocumentEvent | ReportEvent | ReportFailureEvent | CorrectionEvent | WebhookEvent;

/** The types of all of them. */
export const STATE_EVENTS = [
  ...DOCUMENT_STATES.map((state) => `document_${state}` as const),
  'document_corrected',
  'report_ready',
  'report_failed',
  'webhook_disabled',
] as const satisfies StateEvent['type'][];

/** A state event with its number, as it travels over the bus. */
export interface StateMessage {
  seq: number;
  timestamp: string;
  event: StateEvent;
}

/** How far a job is: told live, never stored as a message. */
export interface ProgressMessage {
  type: 'progress';
  /** Null of a report across documents, which is named by `report_id`. */
  document_id: string | null;
  report_id?: string;
  job_id: string;
  state: string;
  stage: string | null;
  progress: number;
  message: string | null;
  /** Until the end, as far as it can be told. */
  seconds_left: number | null;
  timestamp: string;
}

/** What travels between processes. */
export type BusMessage =
  | { user_id: string; kind: 'state'; state: StateMessage }
  | { user_id: string; kind: 'progress'; progress: ProgressMessage };
