import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

const BOUNDARY = 'a-boundary-of-a-test';

/** An upload over a bare socket, for what no decent client does. */
export class RawUpload {
  private constructor(private readonly socket: Socket) {}

  /** Connects and sends the head of a request whose body is to have so many bytes. */
  static async begin(baseUrl: string, token: string, contentLength: number): Promise<RawUpload> {
    const { hostname, port } = new URL(baseUrl);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(
      [
        'POST /api/documents/upload HTTP/1.1',
        `Host: ${hostname}:${port}`,
        `Authorization: Bearer ${token}`,
        `Content-Type: multipart/form-data; boundary=${BOUNDARY}`,
        `Content-Length: ${contentLength}`,
        'Connection: close',
        '',
        '',
      ].join('\r\n'),
    );
    return new RawUpload(socket);
  }

  /** A whole body of one part, with headers as they are given. */
  static part(headers: string[], content: string): Buffer {
    return Buffer.from([`--${BOUNDARY}`, ...headers, '', content, `--${BOUNDARY}--`, ''].join('\r\n'));
  }

  /** The beginning of a file, whose end may never come. */
  static fileStart(content: string, field = 'file'): Buffer {
    const disposition = `Content-Disposition: form-data; name="${field}"; filename="a.pdf"`;
    return Buffer.from([`--${BOUNDARY}`, disposition, '', content].join('\r\n'));
  }

  send(bytes: Buffer): void {
    this.socket.write(bytes);
  }

  /** Breaks off without a word. */
  abort(): void {
    this.socket.resetAndDestroy();
  }

  /** Says that nothing more comes, although the body is not complete. */
  end(): void {
    this.socket.end();
  }

  /** The status and body of the answer, once the server has closed the connection. */
  async answer(): Promise<{ status: number; text: string }> {
    let text = '';
    for await (const chunk of this.socket) text += String(chunk);
    return { status: Number(text.split(' ')[1]), text };
  }
}
