import { WebSocket } from 'ws';
import { CLOSE } from './close-codes.js';
import type { Subscription } from './live-hub.js';
import { timeUntil } from './time-until.js';
import type { WireMessage } from './wire.js';

const HEARTBEAT_MS = 30_000;
/** A client that has so much unread is not reading: it is cut off, and may come back with `last_seq`. */
const MAX_UNREAD_BYTES = 1_048_576;

/** One socket of one user: kept alive, cut off when it stops reading or its token expires. */
export class LiveConnection {
  private readonly heartbeat: NodeJS.Timeout;
  private readonly expiry: NodeJS.Timeout;
  private subscription: Subscription | null = null;
  private answered = true;

  constructor(
    private readonly socket: WebSocket,
    expiresAt: Date,
  ) {
    this.heartbeat = setInterval(() => {
      this.beat();
    }, HEARTBEAT_MS);
    this.expiry = setTimeout(() => {
      socket.close(CLOSE.unauthorized, 'token expired');
    }, timeUntil(expiresAt));
    const heard = (): void => {
      this.answered = true;
    };
    socket.on('pong', heard);
    socket.on('message', heard);
  }

  attach(subscription: Subscription): void {
    this.subscription = subscription;
  }

  send(message: WireMessage): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    if (this.socket.bufferedAmount > MAX_UNREAD_BYTES) {
      this.socket.terminate();
      return;
    }
    this.socket.send(JSON.stringify(message));
  }

  close(): void {
    clearInterval(this.heartbeat);
    clearTimeout(this.expiry);
    this.subscription?.close();
  }

  private beat(): void {
    if (!this.answered) {
      this.socket.close(CLOSE.idle, 'idle');
      this.socket.terminate();
      return;
    }
    this.answered = false;
    this.socket.ping();
  }
}
