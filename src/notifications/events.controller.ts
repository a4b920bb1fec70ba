import { Controller, Headers, Req, Sse, type MessageEvent } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Observable } from 'rxjs';
import { AuthService } from '../auth/auth.service.js';
import { AppError } from '../common/errors.js';
import type { Principal } from '../common/principal.js';
import { Caller, UsersOnly } from '../http/access.decorators.js';
import { Refuses } from '../http/answers.decorator.js';
import { requestLocale } from '../http/request-context.js';
import { ActiveDocuments } from './active-documents.js';
import { headerToken, parseSeq } from './handshake.js';
import { LivePlaces } from './live-places.js';
import { LiveHub } from './live-hub.js';
import { SessionWatch } from './session-watch.js';
import { timeUntil } from './time-until.js';
import type { WireMessage } from './wire.js';

const KEEP_ALIVE_MS = 15_000;
/** By then a connection that broke is noticed. */
const RETRY_AFTER_SECONDS = 30;

@ApiTags('live')
@UsersOnly()
@Controller('api/events')
export class EventsController {
  constructor(
    private readonly auth: AuthService,
    private readonly hub: LiveHub,
    private readonly active: ActiveDocuments,
    private readonly sessions: SessionWatch,
    private readonly places: LivePlaces,
  ) {}

  @Sse()
  @ApiOperation({ summary: 'The messages of /ws as Server-Sent Events; `id` is their number' })
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'The stream; it stays open', schema: { type: 'string' } })
  @Refuses('UNAUTHORIZED', 'RATE_LIMITED')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Replays what came after this number' })
  async stream(
    @Caller() { userId }: Principal,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() { raw: { socket }, headers: { authorization } }: FastifyRequest,
  ): Promise<Observable<MessageEvent>> {
    const locale = requestLocale();
    const access = await this.auth.resolveToken(headerToken(authorization) ?? '');
    if (!access) throw new AppError('UNAUTHORIZED', 'error.unauthorized');
    const leave = this.takePlace(userId);
    // The client may go before anybody listens to the stream.
    socket.once('close', leave);
    return new Observable<MessageEvent>((client) => {
      let id = 0;
      // Messages without a number bear the one before them: a client comes back with the last id that it saw, and Nest
      // would make one up.
      const send = (message: WireMessage): void => {
        id = message.seq ?? id;
        client.next({ data: message, id: String(id) });
      };
      const keepAlive = setInterval(() => {
        client.next({ comment: 'keep-alive' });
      }, KEEP_ALIVE_MS);
      const onBroken = (): void => {
        client.complete();
      };
      const expiry = setTimeout(onBroken, timeUntil(access.expiresAt));
      const unwatch = this.sessions.watch(access.principal.sessionId, onBroken);
      client.add(() => {
        socket.off('close', leave);
        leave();
        unwatch();
        clearInterval(keepAlive);
        clearTimeout(expiry);
      });
      void this.hub
        .subscribe({ userId, locale, lastSeq: parseSeq(lastEventId), send, onBroken })
        .then(async (subscription) => {
          client.add(() => {
            subscription.close();
          });
          id = subscription.cursor;
          send(await this.active.initialState(userId, subscription.lastSeq));
          if (!client.closed) await subscription.start();
        })
        .catch(onBroken);
    });
  }

  private takePlace(userId: string): () => void {
    const leave = this.places.take(userId, 'sse');
    if (leave) return leave;
    const params = { limit: this.places.perUser };
    throw new AppError('RATE_LIMITED', 'error.too_many_connections', {
      params,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
}
