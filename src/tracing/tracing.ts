import type { Env } from '../config/env.js';

/** Ids, kinds and figures only: traces leave the house, so no names of files or people and no secrets. */
export type SpanAttributes = Record<string, string | number | boolean>;

export interface SpanOptions {
  /** What the span is to its parent; `internal` when it is left out. */
  kind?: 'server' | 'consumer' | 'internal';
  attributes?: SpanAttributes;
  /** A `traceparent` (W3C Trace Context) to go on from; without it the span around this one is the parent. */
  parent?: string | null;
}

/** Something that is being done, from its opening to its end. */
export interface OpenSpan {
  /** Runs `work` so that spans opened in it are children of this one. */
  run<T>(work: () => T): T;
  /** Notes a child that began and ended elsewhere, at these times (milliseconds since 1970). */
  record(name: string, startMs: number, endMs: number, attributes?: SpanAttributes): void;
  annotate(attributes: SpanAttributes): void;
  rename(name: string): void;
  /** Must be called once; `failure` is a code or a class of error, never its words. */
  end(failure?: string): void;
}

/** What makes spans when tracing is on. */
export interface Tracer {
  open(name: string, options: SpanOptions): OpenSpan;
  traceparent(): string | null;
  /** Sends what has not been sent; resolves within two seconds, sent or not. */
  shutdown(): Promise<void>;
}

const NO_SPAN: OpenSpan = {
  run: (work) => work(),
  record: () => undefined,
  annotate: () => undefined,
  rename: () => undefined,
  end: () => undefined,
};

let tracer: Tracer | null = null;

/**
 * Turns tracing on when a collector is named. Only then is the SDK loaded: without one, a span is a call that does
 * nothing. One for the whole process, like its logger.
 */
export async function startTracing(
  { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }: Pick<Env, 'OTEL_EXPORTER_OTLP_ENDPOINT'>,
  service: 'api' | 'worker',
): Promise<void> {
  if (endpoint === undefined) return;
  const { createOtlpTracer } = await import('./otlp-tracer.js');
  tracer = createOtlpTracer(endpoint, `sheaf-${service}`);
}

export async function stopTracing(): Promise<void> {
  await tracer?.shutdown();
}

export function openSpan(name: string, options: SpanOptions = {}): OpenSpan {
  return tracer?.open(name, options) ?? NO_SPAN;
}

/** A span around `work`; when that rejects, the span says so. */
export async function inSpan<T>(name: string, options: SpanOptions, work: (span: OpenSpan) => Promise<T>): Promise<T> {
  const span = openSpan(name, options);
  try {
    const result = await span.run(() => work(span));
    span.end();
    return result;
  } catch (error) {
    span.end(nameOf(error));
    throw error;
  }
}

/** The span around the caller, to be written down for who goes on with it later; null when nothing is traced. */
export function currentTraceparent(): string | null {
  return tracer?.traceparent() ?? null;
}

function nameOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'Error';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'name' in error && typeof error.name === 'string' ? error.name : 'Error';
}
