import { inspect } from 'node:util';
import { type Painter, type Style } from '../colours.js';

const LEVEL_STYLES: Record<string, Style> = { error: 'red', warn: 'yellow', info: 'green', debug: 'gray' };
const LEVEL_WIDTH = 5;
/** What every record bears and a reader does not need to see. */
const HIDDEN = new Set(['timestamp', 'level', 'message', 'context', 'service', 'stack']);
const FOR_PEOPLE = /^(\d{4}-\d\d-\d\dT\S+Z) (error|warn|info|debug) \[([^\]]*)\] (.*)$/;
const POSTGRES = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d+) UTC \[\d+\] ([A-Z]+):\s+(.*)$/;

/** One line of a log, as its parts. */
export interface LogRecord {
  /** ISO time, when the line bears one. */
  timestamp?: string;
  level?: string;
  context?: string;
  message: string;
  fields: Record<string, unknown>;
  stack?: string;
}

/** Reads a line of any log here: JSON records, the console's lines for people, PostgreSQL's own. */
export function parseLogLine(line: string): LogRecord {
  const record = parseJson(line);
  if (record !== undefined) return fromJson(record);
  const people = FOR_PEOPLE.exec(line);
  if (people) {
    const [, timestamp, level, context, message = ''] = people;
    return { timestamp, level, context, message, fields: {} };
  }
  const postgres = POSTGRES.exec(line);
  if (postgres) {
    const [, day = '', time = '', severity = '', message = ''] = postgres;
    return { timestamp: `${day}T${time}Z`, level: postgresLevel(severity), message, fields: {} };
  }
  return { message: line, fields: {} };
}

/** `12:03:22.123 INFO  [Context] message key=value`, coloured by its level. */
export function renderLogRecord(record: LogRecord, paint: Painter): string {
  if (record.level === undefined) return record.message;
  const style = LEVEL_STYLES[record.level] ?? 'white';
  const parts = [
    paint('dim', clock(record.timestamp)),
    paint(style, record.level.toUpperCase().padEnd(LEVEL_WIDTH)),
    record.context === undefined || record.context === '' ? '' : paint('dim', `[${record.context}]`),
    record.level === 'error' ? paint('red', record.message) : record.message,
    ...Object.entries(record.fields).map(([name, value]) => paint('dim', `${name}=${show(value)}`)),
  ];
  const text = parts.filter(Boolean).join(' ');
  return record.stack === undefined ? text : `${text}\n${paint('dim', record.stack)}`;
}

export function renderLogLine(line: string, paint: Painter): string {
  return renderLogRecord(parseLogLine(line), paint);
}

function parseJson(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return value !== null && typeof value === 'object' && 'message' in value ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function fromJson(record: Record<string, unknown>): LogRecord {
  const text = (name: string): string | undefined => (typeof record[name] === 'string' ? record[name] : undefined);
  return {
    timestamp: text('timestamp'),
    level: text('level') ?? 'info',
    context: text('context'),
    message: show(record.message),
    fields: Object.fromEntries(Object.entries(record).filter(([name, value]) => !HIDDEN.has(name) && value !== null)),
    stack: text('stack'),
  };
}

function postgresLevel(severity: string): string {
  if (['ERROR', 'FATAL', 'PANIC'].includes(severity)) return 'error';
  return severity === 'WARNING' ? 'warn' : severity.startsWith('DEBUG') ? 'debug' : 'info';
}

function clock(timestamp: string | undefined): string {
  return timestamp === undefined ? '' : timestamp.slice(11, 23);
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value, { breakLength: Infinity, depth: 4 });
}
