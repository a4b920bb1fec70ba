import { Controller, Headers, Sse, type MessageEvent } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { Observable } from 'rxjs';
import type { Principal } from '../common/principal.js';
import { Caller } from '../http/access.decorators.js';
import { requestLocale } from '../http/request-context.js';
import { ActiveDocuments } from './active-documents.js';
import { parseSeq } from './handshake.js';
import { LiveHub } from './live-hub.js';
import type { WireMessage } from './wire.js';

const KEEP_ALIVE_MS = 15_000;

@ApiTags('live')
@ApiBearerAuth('bearer')
@ApiSecurity('password')
@Controller('api/events')
export class EventsController {
  constructor(
    private readonly hub: LiveHub,
    private readonly active: ActiveDocuments,
  ) {}

  @Sse()
  @ApiOperation({ summary: 'The messages of /ws as Server-Sent Events; `id` is their number' })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Replays what came after this number' })
  stream(
    @Caller() { userId }: Principal,
    @Headers('last-event-id') lastEventId: string | undefined,
  ): Observable<MessageEvent> {
    const locale = requestLocale();
    return new Observable<MessageEvent>((client) => {
      const send = (message: WireMessage): void => {
        client.next({ data: message, ...(message.seq === undefined ? {} : { id: String(message.seq) }) });
      };
      const keepAlive = setInterval(() => {
        client.next({ data: '', comment: 'keep-alive' });
      }, KEEP_ALIVE_MS);
      client.add(() => {
        clearInterval(keepAlive);
      });
      const onBroken = (): void => {
        client.complete();
      };
      void this.hub
        .subscribe({ userId, locale, lastSeq: parseSeq(lastEventId), send, onBroken })
        .then(async (subscription) => {
          client.add(() => {
            subscription.close();
          });
          send(await this.active.initialState(userId, subscription.lastSeq));
          if (!client.closed) await subscription.start();
        })
        .catch(onBroken);
    });
  }
}
