import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../cli-error.js';
import { createPainter, type Painter, styleOfProcess } from '../colours.js';
import { type ProjectPaths } from '../paths.js';
import { LogTail, type SourcedLine } from './log-tail.js';
import { parseLogLine, renderLogRecord, type LogRecord } from './render-log-line.js';

const SOURCES = ['api', 'worker', 'access', 'postgres', 'supervisor'];
const NAME_WIDTH = 10;
const POLL_MS = 250;

export interface LogsOptions {
  processes: string[];
  lines: string;
  follow: boolean;
  errors: boolean;
}

interface SourcedRecord extends LogRecord {
  source: string;
}

/** `sheaf logs`: the last lines of all logs in the order of time, then what comes. */
export async function logsCommand(paths: ProjectPaths, options: LogsOptions): Promise<void> {
  const count = /^\d+$/.test(options.lines) ? Number(options.lines) : NaN;
  if (Number.isNaN(count)) throw new CliError(`"${options.lines}" is not a number of lines.`);
  const unknown = options.processes.find((name) => !SOURCES.includes(name));
  if (unknown !== undefined) throw new CliError(`There is no log of "${unknown}": choose from ${SOURCES.join(', ')}.`);
  const wanted = (source: string): boolean => options.processes.length === 0 || options.processes.includes(source);
  const tail = new LogTail(paths.logs, wanted);
  const show = createPrinter(options.errors);
  // A reader that ends (`| head`) ends this command, too.
  process.stdout.on('error', () => process.exit(0));

  const past = inOrder(await tail.readPast()).filter((record) => isShown(record, options.errors));
  show(count === 0 ? [] : past.slice(-count));
  if (past.length === 0 && !options.follow) process.stdout.write(`There are no log lines in ${paths.logs} yet.\n`);
  while (options.follow) {
    await sleep(POLL_MS);
    show(inOrder(await tail.readNew()));
  }
}

function createPrinter(errorsOnly: boolean): (records: SourcedRecord[]) => void {
  const paint: Painter = createPainter();
  return (records) => {
    for (const record of records) {
      if (!isShown(record, errorsOnly)) continue;
      const prefix = paint(styleOfProcess(record.source), `${record.source.padEnd(NAME_WIDTH)}│`);
      process.stdout.write(`${prefix} ${renderLogRecord(record, paint)}\n`);
    }
  };
}

function isShown({ level }: SourcedRecord, errorsOnly: boolean): boolean {
  return !errorsOnly || level === 'error' || level === 'warn';
}

/** By time; a line without one stays after the line above it. */
function inOrder(lines: SourcedLine[]): SourcedRecord[] {
  const lastOf = new Map<string, string>();
  const timed = lines.map(({ source, text }) => {
    const record = { ...parseLogLine(text), source };
    const time = record.timestamp ?? lastOf.get(source) ?? '';
    lastOf.set(source, time);
    return { time, record };
  });
  return timed.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)).map(({ record }) => record);
}
