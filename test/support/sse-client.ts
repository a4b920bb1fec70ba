import type { LiveMessage } from './live-client.js';

interface SseEvent {
  id: string | undefined;
  data: LiveMessage;
}

/** A reader of Server-Sent Events that keeps what it was told and can wait for more. */
export class SseClient {
  readonly events: SseEvent[] = [];
  /** Resolves when the server ends the stream, or we do. */
  readonly ended: Promise<void>;
  private wake: () => void = () => undefined;

  private constructor(
    body: ReadableStream<Uint8Array>,
    private readonly controller: AbortController,
  ) {
    this.ended = this.read(body).catch(() => undefined);
  }

  static async open(baseUrl: string, token: string, lastEventId?: number): Promise<SseClient> {
    const controller = new AbortController();
    const { status, body } = await fetch(`${baseUrl}/api/events`, {
      headers: {
        authorization: `Bearer ${token}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }),
      },
      signal: controller.signal,
    });
    if (status !== 200 || !body) throw new Error(`The stream of events answered ${status}`);
    return new SseClient(body, controller);
  }

  /** The first event, past or to come, that passes the test. Its patience is that of the test that waits. */
  async until(test: (event: SseEvent) => boolean): Promise<SseEvent> {
    for (;;) {
      const found = this.events.find(test);
      if (found) return found;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  close(): void {
    this.controller.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) this.receive(block);
    }
  }

  private receive(block: string): void {
    const data = /^data: (\{.*)$/m.exec(block)?.[1];
    if (data === undefined) return;
    this.events.push({ id: /^id: (.*)$/m.exec(block)?.[1], data: JSON.parse(data) as LiveMessage });
    this.wake();
  }
}
