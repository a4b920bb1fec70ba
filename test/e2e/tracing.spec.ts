import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { instruct } from '../factories.js';
import { TraceCollector, type CollectedSpan } from '../support/trace-collector.js';
import type { ServiceProcess } from '../support/processes.js';
import { processesSuite } from '../support/processes-suite.js';
import type { Owner } from '../support/owner.js';

const CSV = { name: '비밀-payroll-2026.csv', bytes: Buffer.from('name,amount\nHana,1000\nDul,2000\n') };

describe('traces', () => {
  const suite = processesSuite();
  let collector: TraceCollector;
  let variables: Record<string, string>;
  let api: ServiceProcess;
  let owner: Owner;

  beforeAll(async () => {
    collector = await TraceCollector.start();
    variables = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    api = await suite.start('main', variables);
    owner = await suite.signUp(api);
  });

  afterAll(() => collector.close());

  it('follow an upload from the request through the worker and its child to the report', async () => {
    const worker = await suite.start('worker', variables);
    const { id } = await owner.upload(CSV);
    await owner.live.untilType('report_ready', id);
    const spans = await collector.untilTrace(
      'extraction attempt',
      'report attempt',
      'render',
      'POST /api/documents/upload',
    );
    const line = (name: string): string[] => lineOf(spans, named(spans, name));
    expect(line('extraction attempt')).toEqual(['POST /api/documents/upload', 'extraction attempt']);
    expect(line('wait in queue')).toEqual(['POST /api/documents/upload', 'extraction attempt', 'wait in queue']);
    expect(line('stage read_sheets')).toEqual([
      'POST /api/documents/upload',
      'extraction attempt',
      'sandbox task',
      'stage read_sheets',
    ]);
    expect(line('report attempt')).toEqual(['POST /api/documents/upload', 'extraction attempt', 'report attempt']);
    expect(named(spans, 'POST /api/documents/upload').service).toBe('sheaf-api');
    expect(named(spans, 'stage read_sheets').service).toBe('sheaf-worker');
    const told = JSON.stringify(collector.spans);
    for (const secret of ['payroll', 'Hana', owner.token, owner.user.password, owner.user.username]) {
      expect(told).not.toContain(secret);
    }
    await worker.stop();
  }, 60_000);

  it('stay one when a job is delivered again', async () => {
    const worker = await suite.start('obedient-worker', variables);
    collector.spans.length = 0;
    await owner.process(instruct('exit'));
    await worker.stop();
    const spans = await collector.untilTrace('POST /api/documents/upload', 'extraction attempt');
    const attempts = spans.filter(({ name }) => name === 'extraction attempt');
    expect(attempts.map(({ status }) => status.code)).toEqual([2, 2]);
    expect(new Set(attempts.map((span) => lineOf(spans, span)[0]))).toEqual(new Set(['POST /api/documents/upload']));
  }, 60_000);

  it('go on from the trace of the caller', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await owner.client.get('/health/live', undefined, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    const [span] = await collector.untilTrace('GET /health/live');
    expect(span).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331' });
  });

  it('disturb nothing when the collector is gone', async () => {
    await collector.close();
    const worker = await suite.start('obedient-worker', variables);
    expect(await owner.process(instruct('succeed'))).toMatchObject({ status: 'completed' });
    expect(await worker.stop()).toEqual({ code: 0, signal: null });
    expect(await api.stop()).toEqual({ code: 0, signal: null });
  }, 60_000);
});

function named(spans: CollectedSpan[], name: string): CollectedSpan {
  const span = spans.find((candidate) => candidate.name === name);
  if (!span) throw new Error(`No span ${name}`);
  return span;
}

/** The names from the root of the trace down to the span. */
function lineOf(spans: CollectedSpan[], span: CollectedSpan): string[] {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
  return parent ? [...lineOf(spans, parent), span.name] : [span.name];
}
