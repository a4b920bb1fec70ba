import { Logger } from '@nestjs/common';
import {
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
} from '@nestjs/websockets';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { AuthService } from '../auth/auth.service.js';
import { describeError } from '../common/errors.js';
import { ClientAddresses } from '../rate-limits/client-address.js';
import { RateLimitsService } from '../rate-limits/rate-limits.service.js';
import { CLOSE } from './close-codes.js';
import { ActiveDocuments } from './active-documents.js';
import { readHandshake, type Handshake } from './handshake.js';
import { LiveConnection } from './live-connection.js';
import { LiveHub } from './live-hub.js';
import { LiveMetrics } from './live.metrics.js';
import { LivePlaces } from './live-places.js';
import { SessionWatch } from './session-watch.js';

const MAX_FRAME_BYTES = 1_024;

/** `/ws`: who connects is authenticated, told what is going on, then told whatever happens. */
@WebSocketGateway({ path: '/ws', maxPayload: MAX_FRAME_BYTES })
export class LiveGateway implements OnGatewayConnection<WebSocket>, OnGatewayDisconnect<WebSocket> {
  private readonly logger = new Logger(LiveGateway.name);
  private readonly connections = new Map<WebSocket, { live: LiveConnection; leave: () => void }>();

  constructor(
    private readonly auth: AuthService,
    private readonly hub: LiveHub,
    private readonly active: ActiveDocuments,
    private readonly sessions: SessionWatch,
    private readonly metrics: LiveMetrics,
    private readonly places: LivePlaces,
    private readonly limits: RateLimitsService,
    private readonly addresses: ClientAddresses,
  ) {}

  async handleConnection(socket: WebSocket, request: IncomingMessage): Promise<void> {
    try {
      const standing = await this.limits.takeRequestOfAddress(this.addresses.of(request));
      if (standing?.allowed === false) socket.close(CLOSE.tooMany, 'too many requests');
      else await this.welcome(socket, readHandshake(request));
    } catch (error) {
      this.logger.error(`A live connection could not be set up: ${describeError(error)}`);
      socket.close(CLOSE.restart);
    }
  }

  handleDisconnect(socket: WebSocket): void {
    const connection = this.connections.get(socket);
    if (!connection) return;
    this.connections.delete(socket);
    connection.live.close();
    connection.leave();
  }

  @SubscribeMessage('ping')
  ping(): object {
    return { type: 'pong', timestamp: new Date().toISOString() };
  }

  @SubscribeMessage('invalid')
  refuse(): object {
    return {
      type: 'error',
      timestamp: new Date().toISOString(),
      error_code: 'BAD_REQUEST',
      message: 'Send JSON like {"type":"ping"}',
    };
  }

  private async welcome(socket: WebSocket, { token, lastSeq, locale }: Handshake): Promise<void> {
    const access = token === null ? null : await this.auth.resolveToken(token);
    if (!access) {
      this.metrics.refused('unauthorized');
      socket.close(CLOSE.unauthorized, 'unauthorized');
      return;
    }
    const { userId } = access.principal;
    // Gone while its token was looked at: nobody would ever tell us to give its place back.
    if (socket.readyState !== WebSocket.OPEN) return;
    const leave = this.places.take(userId, 'websocket');
    if (!leave) {
      socket.close(CLOSE.tooMany, 'too many connections');
      return;
    }
    const connection = new LiveConnection(socket, access.expiresAt);
    this.connections.set(socket, { live: connection, leave });
    const unwatch = this.sessions.watch(access.principal.sessionId, () => {
      socket.close(CLOSE.unauthorized, 'session ended');
    });
    socket.once('close', unwatch);
    const subscription = await this.hub.subscribe({
      userId,
      locale,
      lastSeq,
      send: (message) => {
        connection.send(message);
      },
      onBroken: () => {
        socket.close(this.hub.isStopping ? CLOSE.goingAway : CLOSE.restart);
      },
    });
    connection.attach(subscription);
    connection.send(await this.active.initialState(userId, subscription.lastSeq));
    await subscription.start();
    // Closed while it was being set up: the disconnect came before there was anything to close.
    if (!this.connections.has(socket)) subscription.close();
  }
}
