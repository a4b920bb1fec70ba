/** Where a supervisor tells what happens: the terminal, or the command that started it in the background. */
export interface Reporter {
  /** A step or a fact. */
  say(message: string): void;
  /** Something that went wrong. */
  warn(message: string): void;
  /** A line that a process wrote. */
  line(process: string, text: string, stream: 'stdout' | 'stderr'): void;
  /** The service answers; `seconds` since the start. */
  ready(seconds: number): Promise<void> | void;
}
