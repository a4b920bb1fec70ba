import type { Locale } from '../common/messages/messages.js';
import type { DocumentState, ProgressMessage, StateMessage } from './messages.js';
import { progressToWire, toWire, type WireMessage } from './wire.js';

const ENDS: ReadonlySet<DocumentState> = new Set(['completed', 'failed', 'cancelled', 'deleted']);
const MAX_ENDED = 100;

interface LiveStreamOptions {
  userId: string;
  locale: Locale;
  /** The number of the last message that the client has. */
  cursor: number;
  /** The stored messages after a number, in order, a batch at a time. */
  readAfter: (seq: number) => Promise<StateMessage[]>;
  send: (message: WireMessage) => void;
  /** The table could not be read: the client should connect again and say what it has. */
  onBroken: () => void;
}

/**
 * What one connection is told: every state message after its cursor, once, in order. The bus may bring them late,
 * twice, out of order or not at all; whenever the next number is not the expected one, the table is read instead.
 */
export class LiveStream {
  private cursor: number;
  private reading: Promise<void> | null = null;
  private readAgain = false;
  private closed = false;
  /** Jobs whose end was told; what still comes of their progress is late. Only the latest are remembered. */
  private readonly ended = new Set<string>();

  constructor(private readonly options: LiveStreamOptions) {
    this.cursor = options.cursor;
  }

  get userId(): string {
    return this.options.userId;
  }

  onState(state: StateMessage): void {
    if (this.closed || state.seq <= this.cursor) return;
    if (this.reading || state.seq !== this.cursor + 1) void this.catchUp();
    else this.deliver(state);
  }

  onProgress(progress: ProgressMessage): void {
    // While older messages are being read, progress would overtake the state that it belongs to.
    if (this.closed || this.reading || this.ended.has(progress.job_id)) return;
    this.options.send(progressToWire(progress));
  }

  /** Reads everything after the cursor from the table. */
  catchUp(): Promise<void> {
    if (this.closed) return Promise.resolve();
    this.readAgain = true;
    this.reading ??= this.readAll();
    return this.reading;
  }

  /** Catches up when the table has more than this stream has told. */
  checkAgainst(lastSeq: number): void {
    if (lastSeq > this.cursor) void this.catchUp();
  }

  /** Ends the stream from our side: the client may connect again and say what it has. */
  break(): void {
    this.options.onBroken();
  }

  close(): void {
    this.closed = true;
  }

  private async readAll(): Promise<void> {
    try {
      while (this.readAgain && !this.closed) {
        this.readAgain = false;
        const batch = await this.options.readAfter(this.cursor);
        for (const state of batch) this.deliver(state);
        if (batch.length > 0) this.readAgain = true;
      }
    } catch {
      this.options.onBroken();
    } finally {
      this.reading = null;
    }
  }

  private deliver(state: StateMessage): void {
    if (this.closed) return;
    this.cursor = state.seq;
    this.noteEnd(state);
    this.options.send(toWire(state, this.options.locale));
  }

  private noteEnd({ event }: StateMessage): void {
    const jobId = endedJob(event);
    if (jobId === undefined) return;
    this.ended.add(jobId);
    const [oldest] = this.ended;
    if (oldest !== undefined && this.ended.size > MAX_ENDED) this.ended.delete(oldest);
  }
}

/** The job that the event ends. */
function endedJob(event: StateMessage['event']): string | undefined {
  if (event.type === 'report_ready' || event.type === 'report_failed') return event.job_id;
  return 'job_id' in event && ENDS.has(event.status) ? event.job_id : undefined;
}
