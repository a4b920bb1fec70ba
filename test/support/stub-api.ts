import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server in the place of an API: tells what reached it, and answers as a test wants. */
export class StubApi {
  answer: Answer = (_request, response) => response.end('{}');

  private constructor(
    private readonly server: Server,
    readonly port: number,
    readonly requests: IncomingMessage[],
  ) {}

  /** Several may keep their requests in one list, in the order in which they came. */
  static async start(requests: IncomingMessage[] = []): Promise<StubApi> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const stub = new StubApi(server, (server.address() as AddressInfo).port, requests);
    server.on('request', (request, response) => {
      stub.requests.push(request);
      stub.answer(request, response);
    });
    return stub;
  }

  async dispose(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
