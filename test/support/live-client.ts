import { WebSocket } from 'ws';

export interface LiveMessage {
  type: string;
  timestamp: string;
  seq?: number;
  document_id?: string;
  [name: string]: unknown;
}

const PATIENCE_MS = 60_000;

/** A WebSocket client that keeps what it was told and can wait for more. */
export class LiveClient {
  readonly messages: LiveMessage[] = [];
  private readonly waiting = new Set<() => void>();
  readonly closed: Promise<number>;

  constructor(readonly socket: WebSocket) {
    socket.on('message', (frame: Buffer) => {
      this.messages.push(JSON.parse(frame.toString()) as LiveMessage);
      for (const wake of this.waiting) wake();
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code) => {
        resolve(code);
      });
    });
    // A refused connection also closes, which is what tests look at.
    socket.on('error', () => undefined);
  }

  static connect(baseUrl: string, token: string, lastSeq?: number): LiveClient {
    const query = lastSeq === undefined ? '' : `?last_seq=${lastSeq}`;
    return new LiveClient(new WebSocket(`${baseUrl.replace(/^http/, 'ws')}/ws${query}`, ['bearer', token]));
  }

  /** The first message, past or to come, that passes the test. */
  async until(test: (message: LiveMessage) => boolean, patienceMs = PATIENCE_MS): Promise<LiveMessage> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.messages.find(test);
        if (!found) return;
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.waiting.delete(look);
        const seen = this.messages.map(({ type }) => type).join(', ');
        reject(new Error(`No such message within ${patienceMs} ms; saw: ${seen}`));
      }, patienceMs);
      this.waiting.add(look);
      look();
    });
  }

  untilType(type: string, documentId?: string): Promise<LiveMessage> {
    return this.until(
      (message) => message.type === type && (documentId === undefined || message.document_id === documentId),
    );
  }

  /** The types of all state messages about one document, in the order in which they came. */
  statesOf(documentId: string): string[] {
    return this.messages
      .filter(({ type, document_id }) => type.startsWith('document_') && document_id === documentId)
      .map(({ type }) => type);
  }

  close(): void {
    this.socket.close();
  }
}

/** The numbers of the state messages, in the order in which they came. */
export function seqsOf(messages: LiveMessage[]): number[] {
  return messages.flatMap(({ seq }) => seq ?? []);
}
