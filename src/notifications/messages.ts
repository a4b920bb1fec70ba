import type { Failure } from '../common/errors.js';

export type DocumentState = 'queued' | 'processing' | 'completed' | 'failed' | 'cancelled' | 'deleted';

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
  document_id: string;
  report_id: string;
}

/** A user corrected a field, or took a correction back. */
interface CorrectionEvent {
  type: 'document_corrected';
  document_id: string;
  field: string;
}

/** What is stored and numbered. */
export type StateEvent = DocumentEvent | ReportEvent | CorrectionEvent;

/** A state event with its number, as it travels over the bus. */
export interface StateMessage {
  seq: number;
  timestamp: string;
  event: StateEvent;
}

/** How far a job is: told live, never stored as a message. */
export interface ProgressMessage {
  type: 'progress';
  document_id: string;
  job_id: string;
  state: string;
  stage: string | null;
  progress: number;
  message: string | null;
  timestamp: string;
}

/** What travels between processes. */
export type BusMessage =
  | { user_id: string; kind: 'state'; state: StateMessage }
  | { user_id: string; kind: 'progress'; progress: ProgressMessage };
