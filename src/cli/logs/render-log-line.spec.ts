import { describe, expect, it } from '@jest/globals';
import { parseLogLine, renderLogLine } from './render-log-line.js';

const plain = (_style: unknown, text: string): string => text;

describe('renderLogLine', () => {
  it('makes a JSON record readable', () => {
    const line = JSON.stringify({
      timestamp: '2026-01-07T08:09:10.123Z',
      level: 'info',
      service: 'api',
      context: 'Documents',
      message: 'accepted',
      document_id: 'd-1',
      size: 12,
    });
    expect(renderLogLine(line, plain)).toBe('08:09:10.123 INFO  [Documents] accepted document_id=d-1 size=12');
  });

  it('puts a stack under its line', () => {
    const line = JSON.stringify({ level: 'error', message: 'broken', stack: 'Error: broken\n    at x' });
    expect(renderLogLine(line, plain)).toBe('ERROR broken\nError: broken\n    at x');
  });

  it("reads PostgreSQL's own lines", () => {
    const line = '2026-11-21 03:38:59.702 UTC [6781] FATAL:  password authentication failed';
    expect(parseLogLine(line)).toMatchObject({ timestamp: '2026-11-21T03:38:59.702Z', level: 'error' });
    expect(renderLogLine(line, plain)).toBe('03:38:59.702 ERROR password authentication failed');
  });

  it('reads the lines that the console shows in development', () => {
    const line = '2026-01-07T08:09:10.123Z warn [Queue] slow {"ms":12}';
    expect(renderLogLine(line, plain)).toBe('08:09:10.123 WARN  [Queue] slow {"ms":12}');
  });

  it('leaves anything else as it is', () => {
    expect(renderLogLine('{not json', plain)).toBe('{not json');
    expect(renderLogLine('    at file.js:1:2', plain)).toBe('    at file.js:1:2');
  });
});
