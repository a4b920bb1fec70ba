import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedCall {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

interface Waiter {
  count: number;
  resolve: () => void;
}

/** A web server that webhooks call; answers as it is told. */
export class WebhookReceiver {
  readonly calls: ReceivedCall[] = [];
  /** The statuses of the next answers; 200 when there are none left. Null hangs up without an answer. */
  readonly answers: (number | null)[] = [];
  headers: Record<string, string> = {};
  private readonly waiters: Waiter[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        const answer = receiver.answers.length > 0 ? receiver.answers.shift() : 200;
        if (answer == null) request.socket.destroy();
        else response.writeHead(answer, receiver.headers).end('thanks');
        receiver.note({ path: request.url ?? '', headers: request.headers, body });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Resolves once so many calls have come. */
  until(count: number): Promise<void> {
    if (this.calls.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push({ count, resolve }));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private note(call: ReceivedCall): void {
    this.calls.push(call);
    for (const { count, resolve } of this.waiters) if (this.calls.length >= count) resolve();
  }
}
