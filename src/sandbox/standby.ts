import type { Logger } from '@nestjs/common';
import { describeError } from '../common/errors.js';

/** A task without files whose output nobody wants: it loads and compiles what the tasks to come need. */
export interface Standby {
  module: string;
  input: unknown;
  /** Told of each process that has done it and waits for work. */
  onReady: () => void;
  /** Told when it fails, once: from then on processes start with work. */
  onFailure: (error: unknown) => void;
}

/** A task to stand by with, whose outcome is logged. */
export function loggedStandby(module: string, input: unknown, logger: Logger): Standby {
  return {
    module,
    input,
    onReady: () => {
      logger.debug('A process stands by');
    },
    onFailure: (error) => {
      logger.warn(
        `Processes cannot stand by, so that the first task of each waits for its start: ${describeError(error)}`,
      );
    },
  };
}
