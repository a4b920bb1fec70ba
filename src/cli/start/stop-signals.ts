import { type Reporter } from './reporter.js';

/** npm passes the terminal's Ctrl-C on a second time; that is still the first. */
const SAME_KEYSTROKE_MS = 500;

/** Resolves at the first request to stop (Ctrl-C, TERM, a closed terminal); a later one calls `force`. */
export function onStopSignals(reporter: Reporter, force: () => void): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const onSignal = (): void => {
      if (first === undefined) {
        first = Date.now();
        reporter.say('Stopping: requests and jobs under way may finish (press Ctrl-C again to end them at once).');
        resolve();
      } else if (Date.now() - first > SAME_KEYSTROKE_MS) {
        reporter.warn('Ending at once.');
        force();
      }
    };
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  });
}
