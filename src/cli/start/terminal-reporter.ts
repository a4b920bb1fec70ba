import { createPainter, styleOfProcess, wantsColour } from '../colours.js';
import { renderLogLine } from '../logs/render-log-line.js';
import { type Reporter } from './reporter.js';

const NAME_WIDTH = 9;

/** Writes to the terminal: every line under the name and colour of its process. */
export class TerminalReporter implements Reporter {
  private held: string[] | undefined;
  private readonly paint = createPainter();
  private readonly paintError = createPainter(wantsColour(process.stderr));

  constructor(private readonly onReady: (seconds: number) => Promise<void> | void) {}

  say(message: string): void {
    this.write(`${this.paint('bold', '›')} ${message}`);
  }

  warn(message: string): void {
    process.stderr.write(`${this.paintError('red', '!')} ${message}\n`);
  }

  line(process: string, text: string): void {
    const prefix = this.paint(styleOfProcess(process), `${process.padEnd(NAME_WIDTH)}│`);
    this.write(`${prefix} ${renderLogLine(text, this.paint)}`);
  }

  ready(seconds: number): Promise<void> | void {
    return this.onReady(seconds);
  }

  /** Keeps lines back while `work` has the screen (a progress bar), and shows them afterwards. */
  async quietly(work: () => Promise<void>): Promise<void> {
    this.held = [];
    try {
      await work();
    } finally {
      const lines = this.held;
      this.held = undefined;
      for (const line of lines) this.write(line);
    }
  }

  private write(line: string): void {
    if (this.held === undefined) process.stdout.write(`${line}\n`);
    else this.held.push(line);
  }
}
