import type { Logger } from '@nestjs/common';
import { describeError } from '../common/errors.js';
import type { BusMessage } from './messages.js';

export interface BusListener {
  onMessage(message: BusMessage): void;
  /** After a break in which messages may have been missed: read the table again. */
  onReconnect(): void;
}

/** Carries live messages from the process where something happened to those where its user listens. */
export abstract class LiveBus {
  /** Best effort: what must not be missed stands in a table. */
  abstract publish(message: BusMessage): Promise<void>;

  /** Hands every message of every process to `listener` until `close`. */
  abstract listen(listener: BusListener): Promise<void>;

  abstract close(): Promise<void>;
}

/** Anybody may speak on a channel: what is not one of our messages must not end the process. */
export function hear(listener: BusListener, text: string, logger: Logger): void {
  try {
    listener.onMessage(JSON.parse(text) as BusMessage);
  } catch (error) {
    logger.error(`A live message could not be delivered: ${describeError(error)}`);
  }
}
