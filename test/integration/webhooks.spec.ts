import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook as Verifier } from 'standardwebhooks';
import { Reconciler } from '../../src/jobs/reconciler.js';
import type { DeliveryView, WebhookView } from '../../src/webhooks/webhook.dto.js';
import { WebhookHandler } from '../../src/webhooks/webhook.handler.js';
import { instruct } from '../factories.js';
import type { AnyBody, Answer } from '../support/api-client.js';
import { eventually } from '../support/eventually.js';
import type { Owner } from '../support/owner.js';
import { OBEDIENT_CHILD, serviceSuite } from '../support/service.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import type { TestWorker } from '../support/worker.js';

type CreatedWebhook = WebhookView & { secret: string };

describe('webhooks', () => {
  const suite = serviceSuite({ WEBHOOK_ALLOWED_NETWORKS: '127.0.0.1/32' });
  let worker: TestWorker;
  let owner: Owner;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    worker = await suite().startWorker(OBEDIENT_CHILD);
  });

  beforeEach(async () => {
    owner = await suite().signUp();
    receiver = await WebhookReceiver.start();
  });

  afterEach(() => receiver.close());

  const url = (): string => `http://127.0.0.1:${receiver.port}/hook`;
  const patch = (id: string, json: unknown): Promise<Answer<AnyBody>> =>
    owner.client.request('PATCH', `/api/webhooks/${id}`, { token: owner.token, json });
  const get = async (id: string): Promise<WebhookView> =>
    (await owner.get(`/api/webhooks/${id}`)).body.data as WebhookView;
  const deliveries = async (id: string, query = ''): Promise<DeliveryView[]> =>
    (await owner.get(`/api/webhooks/${id}/deliveries${query}`)).body.data as DeliveryView[];
  const create = async (given: Record<string, unknown> = {}): Promise<CreatedWebhook> => {
    const { status, body } = await owner.post('/api/webhooks', { url: url(), ...given });
    expect(status).toBe(201);
    return body.data as CreatedWebhook;
  };
  const change = (id: string, sql: string): Promise<unknown> =>
    suite().environment.database.client.query(`UPDATE webhook_deliveries SET ${sql} WHERE id = $1`, [id]);
  /** Waits until the delivery has had so many tries, each of them written down. */
  const untilTried = async (webhookId: string, attempts: number): Promise<DeliveryView> => {
    let found: DeliveryView | undefined;
    await eventually(async () => {
      [found] = await deliveries(webhookId);
      expect(found?.attempts).toHaveLength(attempts);
    });
    // Its tries are read after it: only now is it sure to be as the last of them left it.
    const [last] = await deliveries(webhookId);
    if (!last) throw new Error('There is no delivery');
    return last;
  };

  it('tell what happens, signed so that the receiver can verify it', async () => {
    const { id, secret } = await create({ events: ['document_completed', 'report_ready'] });
    const document = await owner.process(instruct('succeed'));
    await receiver.until(2);
    const messages = receiver.calls.map(({ body, headers }) => new Verifier(secret).verify(body, headers as never));
    expect(messages).toContainEqual({
      type: 'document_completed',
      timestamp: expect.any(String),
      data: expect.objectContaining({ document_id: document.id, filename: 'order.pdf', status: 'completed' }),
    });
    expect(messages).toContainEqual(expect.objectContaining({ type: 'report_ready' }));
    expect(receiver.calls[0]).toMatchObject({ path: '/hook', headers: { 'content-type': 'application/json' } });
    await eventually(async () => {
      expect((await deliveries(id)).map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
    });
    expect((await get(id)).succeeded_at).not.toBeNull();
  });

  it('tell everything when no types are named, each message once', async () => {
    await create();
    const { id } = await owner.process(instruct('succeed'));
    await owner.live.untilType('report_ready', id);
    const types = ['document_queued', 'document_processing', 'document_completed', 'report_ready'];
    await receiver.until(types.length);
    const told = receiver.calls.map(({ body }) => (JSON.parse(body) as { type: string }).type);
    expect(told.sort()).toEqual(types.sort());
    expect(new Set(receiver.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(types.length);
  });

  it('are sent again when the receiver fails, under the same id, and log every try', async () => {
    receiver.answers.push(500, null, 204);
    const { id } = await create({ events: ['document_cancelled'] });
    const document = await owner.upload(instruct('loop'));
    await owner.post(`/api/documents/${document.id}/cancel`);
    for (const attempts of [1, 2]) {
      const { id: delivery } = await untilTried(id, attempts);
      await change(delivery, 'next_attempt_at = now()');
      await worker.module.get(Reconciler, { strict: false }).reconcile();
    }
    const { status, attempts, next_attempt_at } = await untilTried(id, 3);
    expect([status, next_attempt_at]).toEqual(['succeeded', null]);
    expect(attempts.map(({ status_code, error }) => [status_code, error])).toEqual([
      [500, null],
      [null, expect.any(String)],
      [204, null],
    ]);
    expect(new Set(receiver.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('wait before they are sent again', async () => {
    receiver.answers.push(503);
    const { id } = await create();
    await owner.post(`/api/webhooks/${id}/test`);
    const { status, next_attempt_at, created_at } = await untilTried(id, 1);
    expect(status).toBe('pending');
    expect(Date.parse(next_attempt_at ?? '') - Date.parse(created_at)).toBeGreaterThan(4_000);
    const [delivery] = await deliveries(id);
    await worker.module.get(WebhookHandler, { strict: false }).deliver(delivery?.id ?? '');
    expect(receiver.calls).toHaveLength(1);
  });

  it('are delivered once, by however many workers at once', async () => {
    const { id } = await create();
    await suite().stopWorkers();
    await owner.post(`/api/webhooks/${id}/test`);
    worker = await suite().startWorker(OBEDIENT_CHILD);
    const [delivery] = await deliveries(id);
    const handler = worker.module.get(WebhookHandler, { strict: false });
    await Promise.all(Array.from({ length: 5 }, () => handler.deliver(delivery?.id ?? '')));
    await untilTried(id, 1);
    expect(receiver.calls).toHaveLength(1);
  });

  it('are not redirected', async () => {
    receiver.answers.push(302);
    receiver.headers = { location: 'http://127.0.0.1:1/elsewhere' };
    const { id } = await create();
    await owner.post(`/api/webhooks/${id}/test`);
    expect((await untilTried(id, 1)).attempts).toMatchObject([{ status_code: 302 }]);
  });

  it('are disabled after a day in which nothing arrived, and their owner is told', async () => {
    const { id } = await create({ events: ['document_queued'] });
    receiver.answers.push(500);
    await suite().stopWorkers();
    await owner.upload(instruct('succeed'));
    const [delivery] = await deliveries(id);
    await change(delivery?.id ?? '', 'attempts = 9');
    worker = await suite().startWorker(OBEDIENT_CHILD);
    await owner.live.until(({ type, webhook_id }) => type === 'webhook_disabled' && webhook_id === id);
    expect(await get(id)).toMatchObject({ enabled: false, disabled_reason: 'failing' });
    expect((await untilTried(id, 1)).status).toBe('failed');
    await owner.upload(instruct('succeed'));
    expect(await deliveries(id)).toHaveLength(1);
    expect((await patch(id, { enabled: true })).body.data).toMatchObject({ enabled: true, disabled_reason: null });
  });

  it('are disabled at once when the receiver says that it is gone', async () => {
    receiver.answers.push(410);
    const { id } = await create();
    await owner.upload(instruct('succeed'));
    await owner.live.until(({ type, reason }) => type === 'webhook_disabled' && reason === 'gone');
    expect(await get(id)).toMatchObject({ enabled: false, disabled_reason: 'gone' });
  });

  it('are delivered once more by hand', async () => {
    const { id } = await create();
    const { body } = await owner.post(`/api/webhooks/${id}/test`);
    const { delivery_id } = body.data as { delivery_id: string };
    await untilTried(id, 1);
    expect((await owner.post(`/api/webhooks/${id}/deliveries/${delivery_id}/replay`)).status).toBe(202);
    await untilTried(id, 2);
    expect(receiver.calls.map(({ headers }) => headers['webhook-id'])).toEqual([delivery_id, delivery_id]);
  });

  it('sign with a secret that the user brings', async () => {
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const { id } = await create({ secret });
    await owner.post(`/api/webhooks/${id}/test`);
    await receiver.until(1);
    const [{ body, headers } = { body: '', headers: {} }] = receiver.calls;
    expect(new Verifier(secret).verify(body, headers as never)).toMatchObject({ type: 'webhook_test' });
    expect(JSON.stringify((await owner.get('/api/webhooks')).body)).not.toContain(secret);
  });

  it.each([
    ['a private address', { url: 'https://10.0.0.1/' }, 'url'],
    ['the metadata service', { url: 'http://169.254.169.254/latest' }, 'url'],
    ['no URL', { url: 'hello' }, 'url'],
    ['an unknown type', { url: 'https://example.com', events: ['everything'] }, 'events.0'],
    ['a short secret', { url: 'https://example.com', secret: 'whsec_AAAA' }, 'secret'],
    ['another field', { url: 'https://example.com', enabeld: true }, 'enabeld'],
  ])('are refused with %s', async (_what, json, field) => {
    const { status, body } = await owner.post('/api/webhooks', json);
    expect([status, body.details]).toEqual([422, [{ field, message: expect.any(String) }]]);
  });

  it('belong to one user', async () => {
    const { id } = await create();
    const stranger = await suite().signUp();
    const path = `/api/webhooks/${id}`;
    const answers = [
      await stranger.get(path),
      await stranger.delete(path),
      await stranger.client.request('PATCH', path, { token: stranger.token, json: { enabled: false } }),
      await stranger.post(`${path}/test`),
      await stranger.get(`${path}/deliveries`),
      await stranger.post(`${path}/deliveries/${id}/replay`),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    expect((await stranger.get('/api/webhooks')).body.data).toEqual([]);
  });

  it('are twenty at most, however many are made at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 23 }, () => owner.post('/api/webhooks', { url: 'https://example.com' })),
    );
    const count = (status: number): number => answers.filter((answer) => answer.status === status).length;
    expect([count(201), count(409)]).toEqual([20, 3]);
  });

  it('go, with all that they have sent', async () => {
    const { id } = await create();
    await owner.post(`/api/webhooks/${id}/test`);
    await untilTried(id, 1);
    expect((await owner.delete(`/api/webhooks/${id}`)).status).toBe(200);
    expect((await owner.get(`/api/webhooks/${id}`)).status).toBe(404);
    expect(await suite().count('webhook_deliveries', 'webhook_id = $1', [id])).toBe(0);
  });
});
