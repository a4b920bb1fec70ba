import { z } from 'zod';
import { type Reporter } from './reporter.js';

/** What the supervisor in the background tells the command that started it. */
export const backgroundMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('say'), message: z.string() }),
  z.object({ kind: z.literal('warn'), message: z.string() }),
  z.object({ kind: z.literal('ready'), seconds: z.number() }),
  z.object({ kind: z.literal('ended'), exitCode: z.number() }),
]);
export type BackgroundMessage = z.infer<typeof backgroundMessageSchema>;

/**
 * Writes to the supervisor's own log, and to the command that waits for it as long as it does. What the services say on
 * stdout stands in their own logs already; only their stderr (a crash before the logger is there) is kept here.
 */
export class BackgroundReporter implements Reporter {
  say(message: string): void {
    this.log('info', message);
    this.tell({ kind: 'say', message });
  }

  warn(message: string): void {
    this.log('error', message);
    this.tell({ kind: 'warn', message });
  }

  line(name: string, text: string, stream: 'stdout' | 'stderr'): void {
    if (stream === 'stderr' || name === 'postgres') this.log('warn', text, name);
  }

  ready(seconds: number): void {
    this.log('info', `ready in ${seconds.toFixed(1)} s`);
    this.tell({ kind: 'ready', seconds });
  }

  /** The last word, before the process ends. */
  ended(exitCode: number): void {
    this.tell({ kind: 'ended', exitCode });
  }

  private log(level: string, message: string, context?: string): void {
    const record = { timestamp: new Date().toISOString(), level, service: 'supervisor', context, message };
    process.stdout.write(`${JSON.stringify(record)}\n`);
  }

  private tell(message: BackgroundMessage): void {
    // The one who waited may be gone; then nobody is to be told.
    if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
  }
}
