import { once } from 'node:events';
import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { Transactions } from '../../src/database/transactions.js';
import { LiveHub } from '../../src/notifications/live-hub.js';
import { NotificationsRepository } from '../../src/notifications/notifications.repository.js';
import { instruct } from '../factories.js';
import { eventually } from '../support/eventually.js';
import { expiringToken } from '../support/forged-token.js';
import { LiveClient, seqsOf } from '../support/live-client.js';
import type { Owner } from '../support/owner.js';
import { OBEDIENT_CHILD, serviceSuite } from '../support/service.js';

describe('the live connection', () => {
  const suite = serviceSuite();
  let owner: Owner;
  let url: string;

  beforeAll(async () => {
    await suite().startWorker(OBEDIENT_CHILD);
    owner = await suite().signUp();
    url = `${suite().api.baseUrl.replace(/^http/, 'ws')}/ws`;
  });

  const open = (token = owner.token, lastSeq?: number): LiveClient =>
    LiveClient.connect(suite().api.baseUrl, token, lastSeq);

  async function expectWelcome(client: LiveClient): Promise<void> {
    await client.untilType('initial_state');
    client.close();
    await client.closed;
  }

  const secret = (): string => suite().environment.variables.SECRET_KEY ?? '';

  describe('is opened', () => {
    it('with the token as a subprotocol, of which only the name comes back', async () => {
      const client = open();
      await client.untilType('initial_state');
      expect(client.socket.protocol).toBe('bearer');
      await expectWelcome(client);
    });

    it('with the token in a header', async () => {
      await expectWelcome(new LiveClient(new WebSocket(url, { headers: { authorization: `Bearer ${owner.token}` } })));
    });

    it('with the token in the query', async () => {
      await expectWelcome(new LiveClient(new WebSocket(`${url}?token=${owner.token}`)));
    });

    it.each([
      ['no token', undefined],
      ['nonsense', 'nonsense'],
    ])('not with %s: it is closed with 4401', async (_case, token) => {
      const client = new LiveClient(token === undefined ? new WebSocket(url) : new WebSocket(url, ['bearer', token]));
      expect(await client.closed).toBe(4401);
      expect(client.messages).toEqual([]);
    });

    it('not with a token that has expired', async () => {
      expect(await open(expiringToken(owner.token, -10, secret())).closed).toBe(4401);
    });

    it('ten times by one user and not once more, and again when one has gone', async () => {
      const many = await suite().signUp();
      const clients = Array.from({ length: 9 }, () => open(many.token));
      await Promise.all(clients.map((client) => client.untilType('initial_state')));
      expect(await open(many.token).closed).toBe(4429);
      clients[0]?.close();
      await clients[0]?.closed;
      await eventually(() => expectWelcome(open(many.token)));
      for (const client of clients) client.close();
    });

    it('by who left ten times while the token was looked at', async () => {
      const { client } = suite().environment.database;
      const hasty = await suite().api.client.signUp();
      await client.query('BEGIN; LOCK TABLE auth_sessions');
      await Promise.all(
        Array.from({ length: 10 }, async () => {
          const socket = new WebSocket(url, ['bearer', hasty.accessToken]);
          await once(socket, 'open');
          socket.close();
          await once(socket, 'close');
        }),
      );
      await client.query('COMMIT');
      const clients = Array.from({ length: 10 }, () => open(hasty.accessToken));
      await Promise.all(clients.map((welcomed) => welcomed.untilType('initial_state')));
      for (const welcomed of clients) welcomed.close();
    });

    it('by nobody whose request is no address, and the process lives on', async () => {
      const { hostname, port } = new URL(suite().api.baseUrl);
      const socket = connect(Number(port), hostname);
      socket.write('GET // HTTP/1.1\r\nHost: a b\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      socket.resume();
      await once(socket, 'close');
      await expectWelcome(open());
    });
  });

  describe('tells', () => {
    it('first what is queued or being processed right now', async () => {
      const { id } = await owner.upload(instruct('loop', '처리 중.pdf'));
      await owner.untilProgress(id);
      const client = open();
      const state = await client.untilType('initial_state');
      expect(client.messages[0]).toBe(state);
      expect(state).toMatchObject({
        last_seq: expect.any(Number),
        documents: [{ document_id: id, filename: '처리 중.pdf', status: 'processing', progress: expect.any(Number) }],
      });
      await owner.post(`/api/documents/${id}/cancel`);
      client.close();
    });

    it('every state in order, with progress between, and the report at the end', async () => {
      const { id, job_id } = await owner.upload(instruct('steps 5', 'ordered.pdf'));
      await owner.live.untilType('report_ready', id);
      const about = owner.live.messages.filter(({ document_id }) => document_id === id);
      const types = about.map(({ type }) => type);
      const progress = about.filter(({ type }) => type === 'progress');
      expect([...new Set(types)]).toEqual([
        'document_queued',
        'document_processing',
        'progress',
        'document_completed',
        'report_ready',
      ]);
      expect(types.lastIndexOf('progress')).toBeLessThan(types.indexOf('document_completed'));
      const values = progress.map((message) => Number(message.progress));
      expect(values).toEqual([...values].sort((a, b) => a - b));
      expect(values.length).toBeGreaterThanOrEqual(3);
      expect(progress[0]).toMatchObject({ job_id, state: 'processing', stage: 'obey', timestamp: expect.any(String) });
      expect(about.find(({ type }) => type === 'document_completed')).toMatchObject({
        job_id,
        filename: 'ordered.pdf',
        status: 'completed',
        seq: expect.any(Number),
      });
    });

    it('numbers without a gap', async () => {
      await Promise.all([1, 2, 3, 4].map(() => owner.process(instruct('succeed'))));
      const seqs = seqsOf(owner.live.messages);
      expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => index + 1));
    });

    it('why a document failed, in the language of the connection', async () => {
      const headers = { 'accept-language': 'ko' };
      const korean = new LiveClient(new WebSocket(url, ['bearer', owner.token], { headers }));
      await korean.untilType('initial_state');
      const { id } = await owner.process(instruct('exit'));
      const message = await korean.untilType('document_failed', id);
      expect(message.error).toMatchObject({ code: 'WORKER_LOST', message: expect.stringMatching(/[가-힣]/) });
      korean.close();
    });

    it('again what was missed since a number, and then goes on', async () => {
      const missed = await owner.process(instruct('succeed'));
      await owner.live.untilType('report_ready', missed.id);
      const before = seqsOf(owner.live.messages).at(-5) ?? 0;
      const late = open(owner.token, before);
      const next = await owner.process(instruct('succeed'));
      await late.untilType('document_completed', next.id);
      const seqs = seqsOf(late.messages);
      expect(seqs[0]).toBe(before + 1);
      expect(seqs).toEqual(seqs.map((_, index) => before + 1 + index));
      expect(late.statesOf(missed.id)).toContain('document_completed');
      late.close();
    });

    it('nothing old to who claims to know more than there is', async () => {
      const client = open(owner.token, 999_999_999);
      await client.untilType('initial_state');
      const { id } = await owner.process(instruct('succeed'));
      await client.untilType('document_completed', id);
      expect(client.statesOf(id)).toEqual(['document_queued', 'document_processing', 'document_completed']);
      client.close();
    });

    it('nobody else', async () => {
      const stranger = await suite().signUp();
      const { id } = await owner.process(instruct('succeed'));
      await owner.live.untilType('report_ready', id);
      const theirs = await stranger.process(instruct('succeed'));
      await stranger.live.untilType('report_ready', theirs.id);
      const heard = stranger.live.messages.flatMap(({ document_id }) =>
        document_id === undefined ? [] : [document_id],
      );
      expect(new Set(heard)).toEqual(new Set([theirs.id]));
    });

    it('in less than 1 KiB, however long a name is', async () => {
      const longest = `${'가'.repeat(83)}.pdf`;
      const done = await owner.process(instruct('steps 2', longest));
      expect(done.filename).toBe(longest);
      await owner.process(instruct('exit', longest));
      const sizes = owner.live.messages
        .filter(({ type }) => type !== 'initial_state')
        .map((message) => Buffer.byteLength(JSON.stringify(message)));
      expect(Math.max(...sizes)).toBeLessThan(1_024);
    });
  });

  describe('hears', () => {
    it('a ping', async () => {
      const client = open();
      await client.untilType('initial_state');
      client.socket.send('{"type":"ping"}');
      expect(await client.untilType('pong')).toMatchObject({ timestamp: expect.any(String) });
      client.close();
    });

    it.each(['hello', '{}', '[]', 'null', '{"type":"subscribe"}', '{"type":{"a":1}}', '"ping"', ''])(
      'the nonsense %j, says so, and goes on',
      async (frame) => {
        const client = open();
        await client.untilType('initial_state');
        client.socket.send(frame);
        expect(await client.untilType('error')).toMatchObject({
          error_code: 'BAD_REQUEST',
          message: expect.any(String),
        });
        client.socket.send('{"type":"ping"}');
        await client.untilType('pong');
        client.close();
      },
    );

    it('no frame over 1 KiB: it is closed', async () => {
      const client = open();
      await client.untilType('initial_state');
      client.socket.send(JSON.stringify({ type: 'ping', padding: 'x'.repeat(1_024) }));
      expect(await client.closed).toBe(1009);
    });
  });

  it('ends with its token', async () => {
    const client = open(expiringToken(owner.token, 3, secret()));
    await client.untilType('initial_state');
    expect(await client.closed).toBe(4401);
  });

  describe('misses nothing', () => {
    it('that happens on another API process', async () => {
      const second = await suite().startApi();
      const elsewhere = LiveClient.connect(second.baseUrl, owner.token);
      await elsewhere.untilType('initial_state');
      const { id } = await owner.process(instruct('steps 2'));
      await elsewhere.untilType('report_ready', id);
      await owner.live.untilType('report_ready', id);
      expect(elsewhere.statesOf(id)).toEqual(owner.live.statesOf(id));
      elsewhere.close();
    });

    it('when the connection that listens is cut', async () => {
      expect(await suite().environment.bus.cut()).toBeGreaterThan(0);
      const { id } = await owner.process(instruct('succeed'));
      await owner.live.untilType('report_ready', id);
      expect(owner.live.statesOf(id)).toEqual(['document_queued', 'document_processing', 'document_completed']);
      const seqs = seqsOf(owner.live.messages);
      expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    });

    it('that was committed by a process which died before it could publish', async () => {
      const { app } = suite().api;
      const seq = await app.get(Transactions).run(async ({ manager }) => {
        const event = { type: 'report_ready' as const, document_id: owner.user.id, report_id: owner.user.id };
        return (await app.get(NotificationsRepository).append(manager, owner.user.id, event)).seq;
      });
      await app.get(LiveHub).check();
      await owner.live.until((message) => message.seq === seq);
    });

    it('for a message on the bus that is none of ours', async () => {
      await suite().environment.bus.say('not json');
      await suite().environment.bus.say('{"user_id":1}');
      const { id } = await owner.process(instruct('succeed'));
      expect(owner.live.statesOf(id)).toContain('document_completed');
    });
  });
});
