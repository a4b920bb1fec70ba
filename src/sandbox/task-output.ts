import { Logger } from '@nestjs/common';

const MAX_LINES = 50;
const MAX_LENGTH = 500;

/**
 * What a child writes to stderr during one task, as lines of our own log. For those who look for a fault only
 * (`debug`): libraries complain of a document in its own words.
 */
export class TaskOutput {
  private readonly logger = new Logger('Sandbox');
  private rest = '';
  private lines = 0;

  constructor(private readonly pid: number | undefined) {}

  take(text: string): void {
    const lines = (this.rest + text).split('\n');
    // A child that never ends its line must not fill our memory with it.
    this.rest = (lines.pop() ?? '').slice(0, MAX_LENGTH);
    for (const line of lines) this.tell(line.trim());
  }

  private tell(line: string): void {
    if (line === '' || this.lines >= MAX_LINES) return;
    this.lines += 1;
    this.logger.debug(line.slice(0, MAX_LENGTH), { child_pid: this.pid });
  }
}
