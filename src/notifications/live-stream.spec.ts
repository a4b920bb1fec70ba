import { beforeEach, describe, expect, it } from '@jest/globals';
import { LiveStream } from './live-stream.js';
import type { DocumentState, ProgressMessage, StateMessage } from './messages.js';
import type { WireMessage } from './wire.js';

function state(seq: number, status: DocumentState = 'processing', job = 'job'): StateMessage {
  const event = { type: `document_${status}` as const, document_id: 'd', job_id: job, filename: 'a.pdf', status };
  return { seq, timestamp: '2026-01-07T03:21:09.482Z', event };
}

function progress(value: number, job = 'job'): ProgressMessage {
  const about = {
    document_id: 'd',
    job_id: job,
    state: 'processing',
    stage: 'text',
    message: null,
    seconds_left: null,
  };
  return { type: 'progress', ...about, progress: value, timestamp: '2026-01-07T03:21:09.482Z' };
}

describe('the stream of one connection', () => {
  let table: StateMessage[];
  let reads: number[];
  let told: WireMessage[];
  let broken: number;
  let readAfter: (seq: number) => Promise<StateMessage[]>;

  beforeEach(() => {
    table = [];
    reads = [];
    told = [];
    broken = 0;
    readAfter = (seq) => Promise.resolve(table.filter((message) => message.seq > seq).slice(0, 2));
  });

  function stream(cursor = 0): LiveStream {
    return new LiveStream({
      userId: 'user',
      locale: 'en',
      cursor,
      readAfter: (seq) => {
        reads.push(seq);
        return readAfter(seq);
      },
      send: (message) => told.push(message),
      onBroken: () => (broken += 1),
    });
  }

  const seqs = (): (number | undefined)[] => told.map(({ seq }) => seq);

  it('tells what comes in order at once, without the table', () => {
    const live = stream();
    for (const seq of [1, 2, 3]) live.onState(state(seq));
    expect(seqs()).toEqual([1, 2, 3]);
    expect(reads).toEqual([]);
  });

  it('tells nothing twice', () => {
    const live = stream(5);
    for (const seq of [5, 4, 6, 6, 1]) live.onState(state(seq));
    expect(seqs()).toEqual([6]);
  });

  it('reads the table when a message is missing, and tells all in order', async () => {
    table = [state(1), state(2), state(3)];
    const live = stream();
    live.onState(state(3));
    expect(told).toEqual([]);
    await live.catchUp();
    expect(seqs()).toEqual([1, 2, 3]);
  });

  it('waits for the missing one when two come out of order', async () => {
    table = [state(1), state(2)];
    const live = stream();
    live.onState(state(2));
    live.onState(state(1));
    await live.catchUp();
    expect(seqs()).toEqual([1, 2]);
  });

  it('reads on until nothing is left', async () => {
    table = [1, 2, 3, 4, 5].map((seq) => state(seq));
    await stream(1).catchUp();
    expect(seqs()).toEqual([2, 3, 4, 5]);
    expect(reads).toEqual([1, 3, 5]);
  });

  it('looks again for what was told while it was reading', async () => {
    const live = stream();
    readAfter = (seq) => {
      readAfter = () => Promise.resolve(table.filter((message) => message.seq > seq));
      table = [state(1)];
      live.onState(state(1));
      return Promise.resolve([]);
    };
    await live.catchUp();
    expect(seqs()).toEqual([1]);
  });

  it('can read again after it has read', async () => {
    const live = stream();
    await live.catchUp();
    table = [state(1)];
    await live.catchUp();
    expect(seqs()).toEqual([1]);
  });

  it('notices by the number of the newest message what the bus has lost', async () => {
    table = [state(1), state(2)];
    const live = stream(1);
    live.checkAgainst(1);
    expect(reads).toEqual([]);
    live.checkAgainst(2);
    await live.catchUp();
    expect(seqs()).toEqual([2]);
  });

  it('lets no progress overtake older messages', async () => {
    table = [state(1)];
    const live = stream();
    const reading = live.catchUp();
    live.onProgress(progress(0.5));
    await reading;
    live.onProgress(progress(0.6));
    expect(told.map(({ type }) => type)).toEqual(['document_processing', 'progress']);
    expect(told[1]).toMatchObject({ progress: 0.6 });
  });

  it.each(['completed', 'failed', 'cancelled', 'deleted'] as const)('tells no progress of a %s job', (end) => {
    const live = stream();
    live.onState(state(1, end));
    live.onProgress(progress(0.9));
    live.onProgress(progress(0.1, 'another job'));
    expect(told.map(({ type, job_id }) => [type, job_id])).toEqual([
      [`document_${end}`, 'job'],
      ['progress', 'another job'],
    ]);
  });

  it('says that it is broken when the table cannot be read', async () => {
    readAfter = () => Promise.reject(new Error('no database'));
    await stream().catchUp();
    expect(broken).toBe(1);
  });

  it('tells nothing after it was closed, not even what it was reading', async () => {
    table = [state(1)];
    const live = stream();
    const reading = live.catchUp();
    live.close();
    await reading;
    live.onState(state(1));
    live.onProgress(progress(0.5));
    await live.catchUp();
    expect(told).toEqual([]);
    expect(reads).toEqual([0]);
  });

  it('says errors in the language of its client', () => {
    const live = new LiveStream({
      userId: 'user',
      locale: 'ko',
      cursor: 0,
      readAfter,
      send: (message) => told.push(message),
      onBroken: () => undefined,
    });
    const failed = state(1, 'failed');
    const error = { code: 'CANCELLED' as const, key: 'failure.cancelled' as const, params: {} };
    live.onState({ ...failed, event: { ...failed.event, error } as StateMessage['event'] });
    expect(told[0]).toMatchObject({ error: { code: 'CANCELLED', message: expect.stringMatching(/[가-힣]/) } });
  });
});
