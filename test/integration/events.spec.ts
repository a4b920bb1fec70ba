import { beforeAll, describe, expect, it } from '@jest/globals';
import { instruct } from '../factories.js';
import { expiringToken } from '../support/forged-token.js';
import { LiveClient, seqsOf } from '../support/live-client.js';
import type { Owner } from '../support/owner.js';
import { OBEDIENT_CHILD, serviceSuite } from '../support/service.js';
import { SseClient } from '../support/sse-client.js';

describe('the stream of Server-Sent Events', () => {
  const suite = serviceSuite();
  let owner: Owner;

  beforeAll(async () => {
    await suite().startWorker(OBEDIENT_CHILD);
    owner = await suite().signUp();
  });

  it('says the same, each with its number', async () => {
    const stream = await SseClient.open(suite().api.baseUrl, owner.token);
    await stream.until(({ data }) => data.type === 'initial_state');
    const { id } = await owner.process(instruct('succeed'));
    const event = await stream.until(({ data }) => data.type === 'document_completed' && data.document_id === id);
    expect(event.id).toBe(String(event.data.seq));
    expect(stream.events[0]?.data.type).toBe('initial_state');
    stream.close();
  });

  it('goes on after the event that the client had last', async () => {
    const { id } = await owner.process(instruct('succeed'));
    await owner.live.untilType('report_ready', id);
    const last = seqsOf(owner.live.messages).at(-2) ?? 0;
    const stream = await SseClient.open(suite().api.baseUrl, owner.token, last);
    await stream.until(({ data }) => data.type === 'report_ready' && data.document_id === id);
    expect(stream.events.map((event) => [event.data.type, event.id])).toEqual([
      ['initial_state', String(last)],
      ['report_ready', String(last + 1)],
    ]);
    stream.close();
  });

  it('is for users only', async () => {
    expect((await suite().api.client.get('/api/events')).status).toBe(401);
  });

  it('ends with its session, as a socket does, long before its token', async () => {
    const leaving = await suite().signUp();
    const stream = await SseClient.open(suite().api.baseUrl, leaving.token);
    await stream.until(({ data }) => data.type === 'initial_state');
    await leaving.post('/api/auth/logout', { refresh_token: leaving.user.refreshToken });
    expect(await leaving.live.closed).toBe(4401);
    await stream.ended;
  });

  it('ends with its token', async () => {
    const token = expiringToken(owner.token, 3, suite().environment.variables.SECRET_KEY ?? '');
    const stream = await SseClient.open(suite().api.baseUrl, token);
    await stream.ended;
    expect(stream.events.map(({ data }) => data.type)).toEqual(['initial_state']);
  });
});

describe('an API that shuts down', () => {
  const suite = serviceSuite();

  it('lets go of its live connections, which can come back elsewhere', async () => {
    const first = await suite().startApi();
    const owner = await suite().signUp();
    const socket = LiveClient.connect(first.baseUrl, owner.token);
    await socket.untilType('initial_state');
    const stream = await SseClient.open(first.baseUrl, owner.token);
    await stream.until(({ data }) => data.type === 'initial_state');
    await first.close();
    expect(await socket.closed).toBe(1001);
    await stream.ended;
  });
});
