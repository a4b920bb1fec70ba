import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { translate } from '../common/messages/messages.js';
import type { ErrorAnswer } from './envelope.js';

const STATUS_OF_CODE: Record<string, number> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 };
const BAD_REQUEST = 400;

/**
 * Answers what never became a request: headers that do not parse, are too large or too slow, a body that is too slow.
 * There is no request to say in which language.
 */
export function answerClientError({ code = '' }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || socket.destroyed) return;
  const status = STATUS_OF_CODE[code] ?? BAD_REQUEST;
  const key = status === 408 ? 'error.too_slow' : 'error.bad_request';
  const answer: ErrorAnswer = {
    success: false,
    message: translate('en', key),
    error_code: 'BAD_REQUEST',
    details: null,
  };
  const body = JSON.stringify(answer);
  if (socket.writable) {
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  }
  socket.destroySoon();
}
