import { Logger } from '@nestjs/common';
import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type SpanOptions as OtelSpanOptions,
  type Span,
  type Tracer as OtelTracer,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { isTracingSuppressed, parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { hostname } from 'node:os';
import { within } from '../common/within.js';
import { VERSION } from '../config/version.js';
import { OutageLog } from '../logging/outage-log.js';
import type { OpenSpan, SpanOptions, Tracer } from './tracing.js';

const EXPORT_TIMEOUT_MS = 5_000;
const SHUTDOWN_MS = 2_000;
/** Spans that wait for the collector; while it is away, more than these are dropped. */
const MAX_WAITING = 2_048;

const KINDS: Record<NonNullable<SpanOptions['kind']>, SpanKind> = {
  server: SpanKind.SERVER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};

/** Spans as OTLP over HTTP with JSON, sent in batches to `{endpoint}/v1/traces`. */
export function createOtlpTracer(endpoint: string, service: string): Tracer {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const exporter = telling(new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS }));
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.name': service,
      'service.version': VERSION,
      'service.instance.id': `${hostname()}:${process.pid}`,
    }),
    spanProcessors: [new BatchSpanProcessor(exporter, { maxQueueSize: MAX_WAITING, scheduledDelayMillis: 1_000 })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const tracer: OtelTracer = provider.getTracer('sheaf', VERSION);

  const open = (name: string, { kind = 'internal', attributes = {}, parent }: SpanOptions): OpenSpan => {
    const around = parent == null ? context.active() : remote(parent);
    const spanOptions: OtelSpanOptions = { kind: KINDS[kind], attributes };
    return toOpenSpan(tracer.startSpan(name, spanOptions, around), around, tracer);
  };
  return {
    open,
    traceparent: () => {
      const span = trace.getSpan(context.active());
      return span && !isTracingSuppressed(context.active()) ? format(span) : null;
    },
    shutdown: () => within(SHUTDOWN_MS, provider.shutdown()).catch(() => undefined),
  };
}

function toOpenSpan(span: Span, around: Context, tracer: OtelTracer): OpenSpan {
  const inside = trace.setSpan(around, span);
  return {
    run: (work) => context.with(inside, work),
    record: (name, startMs, endMs, attributes = {}) => {
      tracer.startSpan(name, { startTime: startMs, attributes }, inside).end(endMs);
    },
    annotate: (attributes) => void span.setAttributes(attributes),
    rename: (name) => void span.updateName(name),
    end: (failure) => {
      if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
      span.end();
    },
  };
}

function remote(traceparent: string): Context {
  const parsed = parseTraceParent(traceparent);
  return parsed ? trace.setSpanContext(ROOT_CONTEXT, { ...parsed, isRemote: true }) : ROOT_CONTEXT;
}

function format(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** A collector that is away is worth a line now and then, and nothing else. */
function telling(exporter: SpanExporter): SpanExporter {
  const outages = new OutageLog(new Logger('Tracing'), 'the trace collector');
  return {
    export: (spans, done) => {
      exporter.export(spans, (result) => {
        if (result.error) outages.note(result.error);
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}
