import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { serviceSuite } from '../support/service.js';

const suite = serviceSuite();

it('an API that stops answers what still comes on a connection that it has accepted, and ends it', async () => {
  const { token } = await suite().signUp();
  const stopping = await suite().startApi();
  const { hostname, port } = new URL(stopping.client.baseUrl);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(`GET /api/documents HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${token}\r\n`);
  const closed = stopping.close();
  while (stopping.app.getHttpServer().listening) await setImmediate();
  socket.write('\r\n');
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer).toMatch(/^connection: close\r$/im);
  await closed;
});
