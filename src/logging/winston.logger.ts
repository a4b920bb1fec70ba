import { createLogger, format, transports, type Logger } from 'winston';
import DailyRotateFile from 'winston-daily-rotate-file';
import type { Env } from '../config/env.js';
import { currentLogContext } from './log-context.js';
import { redact } from './redact.format.js';

export type ProcessName = 'api' | 'worker';
type LogEnv = Pick<Env, 'NODE_ENV' | 'LOG_LEVEL' | 'LOG_TO_FILES' | 'LOG_DIR' | 'LOG_MAX_SIZE_MB' | 'LOG_KEEP_DAYS'>;

const addContext = format((info) => Object.assign(info, { ...currentLogContext(), ...info }));

/** Access records go to their own file; everything else to the file of the process. */
const onlyAccess = format((info) => (info.context === 'access' ? info : false));
const notAccess = format((info) => (info.context === 'access' ? false : info));

const forPeople = format.printf(({ timestamp, level, message, context, stack, ...fields }) => {
  const { service, ...rest } = fields;
  const extra = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
  const trace = typeof stack === 'string' ? `\n${stack}` : '';
  const where = typeof context === 'string' ? context : service;
  return `${String(timestamp)} ${level} [${String(where)}] ${String(message)}${extra}${trace}`;
});

/**
 * The logger of one process: stdout (lines for people in development, JSON in production) and, unless `LOG_TO_FILES` is
 * off, files in `LOG_DIR`, turned over by day and by size. The API writes `app` and `access`, the worker `worker`, both `error`.
 */
export function createWinstonLogger(env: LogEnv, service: ProcessName): Logger {
  return createLogger({
    level: env.LOG_LEVEL,
    defaultMeta: { service },
    format: format.combine(addContext(), format.timestamp(), format.errors({ stack: true }), redact()),
    transports: [
      new transports.Console({ format: env.NODE_ENV === 'production' ? format.json() : forPeople }),
      ...(env.LOG_TO_FILES ? logFiles(env, service) : []),
    ],
  });
}

function logFiles(env: LogEnv, service: ProcessName): DailyRotateFile[] {
  const file = (name: string, ...filters: ReturnType<typeof redact>[]): DailyRotateFile =>
    new DailyRotateFile({
      dirname: env.LOG_DIR,
      filename: `${name}-%DATE%.log`,
      datePattern: 'YYYY-MM-DD',
      utc: true,
      maxSize: `${env.LOG_MAX_SIZE_MB}m`,
      maxFiles: `${env.LOG_KEEP_DAYS}d`,
      level: name === 'error' ? 'error' : env.LOG_LEVEL,
      format: format.combine(...filters, format.json()),
    });
  return [
    file(service === 'api' ? 'app' : 'worker', notAccess()),
    file('error'),
    ...(service === 'api' ? [file('access', onlyAccess())] : []),
  ];
}
