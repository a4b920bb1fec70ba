import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'winston';
import { isError } from '../common/errors.js';

/** What Nest tells of every module and route at the start: of use only to somebody who looks for a fault there. */
const CHATTER = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'WebSocketsController']);

/** Nest's own log lines, and everything that goes through Nest's `Logger`, written by winston. */
export class NestLogger implements LoggerService {
  constructor(private readonly winston: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  /** Nest passes the context last, and a stack before it for errors; objects between them are fields. */
  private write(level: string, message: unknown, rest: unknown[]): void {
    const strings = rest.filter((item): item is string => typeof item === 'string');
    const fields = rest.filter((item): item is object => typeof item === 'object' && item !== null);
    const context = strings.at(-1);
    const stack = isError(message) ? message.stack : strings.length > 1 ? strings[0] : undefined;
    this.winston.log({
      level: level === 'info' && context !== undefined && CHATTER.has(context) ? 'debug' : level,
      message: isError(message) ? message.message : toText(message),
      ...Object.fromEntries(fields.flatMap((field) => Object.entries(field) as [string, unknown][])),
      ...(context === undefined ? {} : { context }),
      ...(stack === undefined ? {} : { stack }),
    });
  }
}

function toText(message: unknown): string {
  return typeof message === 'string' ? message : JSON.stringify(message);
}
