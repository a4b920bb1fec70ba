import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BusListener, LiveBus } from './live-bus.js';
import { LiveHub, type Subscription } from './live-hub.js';
import type { StateMessage } from './messages.js';
import type { NotificationsService } from './notifications.service.js';
import type { WireMessage } from './wire.js';

function state(seq: number): StateMessage {
  const event = { type: 'report_ready' as const, document_id: 'd', report_id: 'r' };
  return { seq, timestamp: '2026-01-07T03:21:09.482Z', event };
}

describe('the hub of live streams', () => {
  let table: StateMessage[];
  let told: WireMessage[];
  let broken: number;
  let bus: BusListener | undefined;
  let hub: LiveHub;

  beforeEach(() => {
    table = [state(1), state(2)];
    told = [];
    broken = 0;
    const lastSeq = (): number => table.at(-1)?.seq ?? 0;
    const notifications = {
      lastSeq: () => Promise.resolve(lastSeq()),
      lastSeqs: (users: string[]) => Promise.resolve(new Map(users.map((user) => [user, lastSeq()]))),
      after: (_user: string, seq: number) => Promise.resolve(table.filter((message) => message.seq > seq)),
    } as unknown as NotificationsService;
    const listen = (listener: BusListener): Promise<void> => {
      bus = listener;
      return Promise.resolve();
    };
    hub = new LiveHub(notifications, { listen } as LiveBus);
  });

  function subscribe(lastSeq: number | null = null, userId = 'user'): Promise<Subscription> {
    const onBroken = (): void => void (broken += 1);
    return hub.subscribe({ userId, locale: 'en', lastSeq, send: (message) => told.push(message), onBroken });
  }

  it('begins after what the client has, and never in the future', async () => {
    expect(await subscribe()).toMatchObject({ lastSeq: 2, cursor: 2 });
    expect(await subscribe(1)).toMatchObject({ lastSeq: 2, cursor: 1 });
    expect(await subscribe(99)).toMatchObject({ lastSeq: 2, cursor: 2 });
  });

  it('tells what was committed between subscribing and starting', async () => {
    const subscription = await subscribe();
    table.push(state(3));
    await subscription.start();
    expect(told.map(({ seq }) => seq)).toEqual([3]);
  });

  it('tells a user’s messages to that user, until the subscription is closed', async () => {
    await hub.onApplicationBootstrap();
    const mine = await subscribe();
    await mine.start();
    bus?.onMessage({ user_id: 'user', kind: 'state', state: state(3) });
    bus?.onMessage({ user_id: 'another', kind: 'state', state: state(4) });
    mine.close();
    bus?.onMessage({ user_id: 'user', kind: 'state', state: state(4) });
    expect(told.map(({ seq }) => seq)).toEqual([3]);
    hub.beforeApplicationShutdown();
  });

  it('ends every stream when the process is to stop, also one that begins then', async () => {
    await (await subscribe()).start();
    const late = await subscribe();
    hub.beforeApplicationShutdown();
    expect(broken).toBe(1);
    await late.start();
    expect(broken).toBe(2);
  });
});
