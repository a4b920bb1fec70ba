import type { IncomingMessage } from 'node:http';
import { pickLocale, type Locale } from '../common/messages/messages.js';

export interface Handshake {
  token: string | null;
  lastSeq: number | null;
  locale: Locale;
}

/**
 * What a client says when it connects. The token may travel, in order of preference, as a subprotocol
 * (`bearer, <token>`), as a header, or as `?token=`, for browsers can set no headers.
 */
export function readHandshake(request: IncomingMessage): Handshake {
  const query = new URL(request.url ?? '/', 'ws://host').searchParams;
  const { headers } = request;
  return {
    token:
      subprotocolToken(headers['sec-websocket-protocol']) ?? headerToken(headers.authorization) ?? query.get('token'),
    lastSeq: parseSeq(query.get('last_seq')),
    locale: pickLocale(headers['accept-language']),
  };
}

/** A message number as a client sends it; null when it sent none, or nonsense. */
export function parseSeq(value: string | null | undefined): number | null {
  return value != null && /^\d{1,15}$/.test(value) ? Number(value) : null;
}

function subprotocolToken(protocols: string | undefined): string | null {
  const [scheme, token] = (protocols ?? '').split(',').map((protocol) => protocol.trim());
  return scheme === 'bearer' && token ? token : null;
}

/** The token of an `Authorization: Bearer` header. */
export function headerToken(authorization: string | undefined): string | null {
  return /^bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? null;
}
