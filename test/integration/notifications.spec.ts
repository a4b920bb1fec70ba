import { beforeAll, describe, expect, it } from '@jest/globals';
import { Reconciler } from '../../src/jobs/reconciler.js';
import { instruct } from '../factories.js';
import type { LiveMessage } from '../support/live-client.js';
import type { Owner } from '../support/owner.js';
import { OBEDIENT_CHILD, serviceSuite } from '../support/service.js';
import type { TestWorker } from '../support/worker.js';

interface Notifications {
  last_seq: number;
  notifications: LiveMessage[];
}

describe('the list of notifications', () => {
  const suite = serviceSuite();
  let worker: TestWorker;
  let owner: Owner;

  beforeAll(async () => {
    worker = await suite().startWorker(OBEDIENT_CHILD);
    owner = await suite().signUp();
    const { id } = await owner.process(instruct('succeed'));
    await owner.live.untilType('report_ready', id);
  });

  const list = async (query = '', who = owner): Promise<Notifications> =>
    (await who.get(`/api/notifications${query}`)).body.data as Notifications;

  it('holds the numbered messages of the live connection, oldest first', async () => {
    const live = owner.live.messages.filter(({ seq }) => seq !== undefined);
    expect(await list()).toEqual({ last_seq: live.length, notifications: live });
  });

  it('goes on after a number, a part at a time', async () => {
    const { notifications } = await list('?after=1&limit=2');
    expect(notifications.map(({ seq }) => seq)).toEqual([2, 3]);
    expect((await list('?after=1000')).notifications).toEqual([]);
  });

  it('is one’s own', async () => {
    expect(await list('', await suite().signUp())).toEqual({ last_seq: 0, notifications: [] });
  });

  it.each(['after=-1', 'after=x', 'limit=0', 'limit=201'])('refuses %s', async (query) => {
    expect((await owner.get(`/api/notifications?${query}`)).status).toBe(422);
  });

  it('forgets after 30 days, and numbers on as before', async () => {
    const { last_seq } = await list();
    await suite().environment.database.client.query(
      `UPDATE notifications SET created_at = now() - interval '31 days' WHERE user_id = $1 AND seq < $2`,
      [owner.user.id, last_seq],
    );
    await worker.module.get(Reconciler, { strict: false }).reconcile();
    const kept = await list();
    expect([kept.last_seq, kept.notifications.map(({ seq }) => seq)]).toEqual([last_seq, [last_seq]]);
    await owner.upload(instruct('succeed'));
    expect((await list(`?after=${last_seq}`)).notifications[0]?.seq).toBe(last_seq + 1);
  });
});
