import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { instruct } from '../factories.js';
import { startApi, type TestApi } from '../support/api.js';
import { createTestEnvironment, type TestEnvironment } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { Gate } from '../support/gate.js';
import { LiveClient, seqsOf } from '../support/live-client.js';
import { Owner } from '../support/owner.js';
import { describeWith } from '../support/programs.js';
import { REDIS_SERVER, RedisServer } from '../support/redis-server.js';
import { OBEDIENT_CHILD, TestService } from '../support/service.js';
import { startWorker } from '../support/worker.js';

const DONE = ['document_queued', 'document_processing', 'document_completed'];
/** What an upload may wait for a queue that is away, and be fast all the same. */
const PROMPT_MS = 5_000;

describeWith([REDIS_SERVER], 'a service over Redis', () => {
  let redis: RedisServer;
  let service: TestService;
  let owner: Owner;

  beforeEach(async () => {
    redis = await RedisServer.start();
    service = await TestService.start({ REDIS_URL: redis.url });
    owner = await service.signUp();
  });

  afterEach(async () => {
    await service.dispose();
    await redis.dispose();
  });

  const uploadMany = (count: number): Promise<{ id: string }[]> =>
    Promise.all(Array.from({ length: count }, () => owner.upload(instruct('succeed'))));

  /** Which the reconciler then takes for what the queue has forgotten. */
  const letTimePass = (): Promise<unknown> =>
    service.environment.database.client.query(`UPDATE jobs SET dispatched_at = dispatched_at - interval '61 seconds'`);

  async function expectAllDone(documents: { id: string }[]): Promise<void> {
    for (const { id } of documents) {
      await owner.live.untilType('report_ready', id);
      expect(owner.live.statesOf(id)).toEqual(DONE);
    }
    const seqs = seqsOf(owner.live.messages);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  }

  it('keeps the queue there, and nothing of it in PostgreSQL', async () => {
    const { job_id } = await owner.upload(instruct('succeed'));
    expect(await redis.ask((client) => client.exists(`bull:extractions:${job_id}`))).toBe(1);
    expect(await service.count('bullmq.job')).toBe(0);
  });

  it('tells in its health that Redis carries the queue', async () => {
    const { body } = await service.api.client.get('/health');
    expect(body.data).toMatchObject({ checks: { queue: { status: 'up', backend: 'redis' } } });
  });

  it('completes every accepted document when Redis is killed and comes back empty', async () => {
    const waiting = await uploadMany(10);
    await redis.kill();
    const meanwhile = await uploadMany(3);
    await redis.run();
    expect(await redis.ask((client) => client.dbsize())).toBe(0);
    await letTimePass();
    await service.startWorker(OBEDIENT_CHILD);
    await expectAllDone([...waiting, ...meanwhile]);
  });

  it('loses nothing when that happens in the middle of the work', async () => {
    await service.startWorker(OBEDIENT_CHILD);
    const documents = await uploadMany(12);
    await owner.live.untilType('document_processing');
    await redis.kill();
    await redis.run();
    await letTimePass();
    await expectAllDone(documents);
    expect(await service.count('extractions')).toBe(documents.length);
  });

  it('accepts uploads promptly while Redis is away, says so in its health, and processes them later', async () => {
    await service.startWorker(OBEDIENT_CHILD);
    await redis.kill();
    const begin = Date.now();
    const documents = await uploadMany(3);
    expect(Date.now() - begin).toBeLessThan(PROMPT_MS);
    const { status, body } = await service.api.client.get('/health/ready');
    expect([status, body.message]).toEqual([503, 'Not healthy: queue']);
    await redis.run();
    await expectAllDone(documents);
    expect((await service.api.client.get('/health/ready')).status).toBe(200);
  });

  it('accepts uploads promptly while Redis does not answer', async () => {
    redis.freeze();
    const begin = Date.now();
    const documents = await uploadMany(3);
    expect(Date.now() - begin).toBeLessThan(PROMPT_MS);
    redis.thaw();
    await service.startWorker(OBEDIENT_CHILD);
    await expectAllDone(documents);
  });

  it('lets nobody miss a stored message, however often Redis is started anew', async () => {
    await service.startWorker(OBEDIENT_CHILD);
    const second = await service.startApi();
    const elsewhere = LiveClient.connect(second.baseUrl, owner.token);
    await elsewhere.untilType('initial_state');
    for (const _round of [1, 2, 3]) {
      await redis.kill();
      // Told while nobody can hear it.
      const cancelled = await owner.upload(instruct('succeed'));
      await owner.post(`/api/documents/${cancelled.id}/cancel`);
      await redis.run();
      await elsewhere.untilType('document_cancelled', cancelled.id);
      await owner.live.untilType('document_cancelled', cancelled.id);
    }
    const heard = seqsOf(elsewhere.messages);
    expect(heard).toEqual(heard.map((_, index) => index + 1));
    expect(seqsOf(owner.live.messages)).toEqual(heard);
    elsewhere.close();
  });

  it('hears again when its connections have died without a word', async () => {
    const gate = await Gate.before(redis.url);
    const behind = await startApi({ variables: { ...service.environment.variables, REDIS_URL: gate.url } });
    const listener = LiveClient.connect(behind.baseUrl, owner.token);
    await listener.untilType('initial_state');
    gate.muffle();
    const { id } = await owner.upload(instruct('succeed'));
    await listener.untilType('document_queued', id);
    await eventually(async () => {
      expect((await behind.client.get('/health')).status).toBe(200);
    });
    listener.close();
    await behind.close();
    await gate.close();
  });
});

describeWith([REDIS_SERVER], 'a service whose Redis is not there yet', () => {
  let redis: RedisServer;
  let environment: TestEnvironment;
  let api: TestApi;

  beforeAll(async () => {
    redis = await RedisServer.start();
    environment = await createTestEnvironment({ REDIS_URL: redis.url });
    await redis.kill();
    api = await startApi(environment);
  });

  afterAll(async () => {
    await api.close();
    await environment.dispose();
    await redis.dispose();
  });

  it('starts, accepts, and works when it comes', async () => {
    const owner = await Owner.signUp(api.client);
    const { id } = await owner.upload(instruct('succeed'));
    const worker = await startWorker(environment, OBEDIENT_CHILD);
    await redis.run();
    await owner.live.untilType('report_ready', id);
    expect(owner.live.statesOf(id)).toEqual(DONE);
    owner.leave();
    await worker.close();
  });

  it('stops all the same when it has gone again', async () => {
    const worker = await startWorker(environment, OBEDIENT_CHILD);
    await redis.kill();
    await worker.close();
    const second = await startApi(environment);
    await second.close();
    const workerWithout = await startWorker(environment, OBEDIENT_CHILD);
    await workerWithout.close();
  });
});
