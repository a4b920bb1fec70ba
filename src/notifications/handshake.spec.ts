import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { parseSeq, readHandshake, type Handshake } from './handshake.js';

function handshake(url: string, headers: Record<string, string> = {}): Handshake {
  return readHandshake({ url, headers } as IncomingMessage);
}

describe('the handshake of a live connection', () => {
  it.each([
    ['a subprotocol', '/ws', { 'sec-websocket-protocol': 'bearer, abc' }],
    ['a subprotocol without a space', '/ws', { 'sec-websocket-protocol': 'bearer,abc' }],
    ['a header', '/ws', { authorization: 'Bearer abc' }],
    ['a header in small letters', '/ws', { authorization: 'bearer abc' }],
    ['the query', '/ws?token=abc', {}],
  ])('has its token from %s', (_case, url, headers) => {
    expect(handshake(url, headers).token).toBe('abc');
  });

  it('prefers the subprotocol to the header, and the header to the query', () => {
    const headers = { 'sec-websocket-protocol': 'bearer, one', authorization: 'Bearer two' };
    expect(handshake('/ws?token=three', headers).token).toBe('one');
    expect(handshake('/ws?token=three', { authorization: 'Bearer two' }).token).toBe('two');
  });

  it.each([
    ['nothing', '/ws', {}],
    ['another subprotocol', '/ws', { 'sec-websocket-protocol': 'graphql-ws, abc' }],
    ['a subprotocol without a token', '/ws', { 'sec-websocket-protocol': 'bearer' }],
    ['another scheme', '/ws', { authorization: 'Basic abc' }],
  ])('has no token from %s', (_case, url, headers) => {
    expect(handshake(url, headers).token).toBeNull();
  });

  it.each([
    ['/ws?last_seq=0', 0],
    ['/ws?last_seq=42', 42],
    ['/ws', null],
    ['/ws?last_seq=', null],
    ['/ws?last_seq=-1', null],
    ['/ws?last_seq=1.5', null],
    ['/ws?last_seq=1e3', null],
    ['/ws?last_seq=9999999999999999999', null],
    ['/ws?last_seq=abc', null],
  ])('reads the last number that the client has from %s', (url, expected) => {
    expect(handshake(url).lastSeq).toBe(expected);
  });

  it('takes a Last-Event-ID as it takes last_seq', () => {
    expect(parseSeq('7')).toBe(7);
    expect(parseSeq(undefined)).toBeNull();
  });

  it('has the language of the client', () => {
    expect(handshake('/ws', { 'accept-language': 'ko-KR,ko;q=0.9' }).locale).toBe('ko');
    expect(handshake('/ws').locale).toBe('en');
  });
});
