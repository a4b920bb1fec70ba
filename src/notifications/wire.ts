import { tellFailure } from '../common/messages/failure-message.js';
import type { Locale } from '../common/messages/messages.js';
import type { ProgressMessage, StateMessage } from './messages.js';

/** What a client receives: plain JSON with `type` and `timestamp`, under 1 KiB but for `initial_state`. */
export type WireMessage = { type: string; timestamp: string; seq?: number } & Record<string, unknown>;

/** A state message in the words of the client's language. */
export function toWire({ seq, timestamp, event }: StateMessage, locale: Locale): WireMessage {
  if (!('error' in event) || event.error === undefined) return { ...event, seq, timestamp };
  return { ...event, error: tellFailure(event.error, locale), seq, timestamp };
}

export function progressToWire(progress: ProgressMessage): WireMessage {
  return { ...progress };
}
