import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { ActiveDocuments } from './active-documents.js';
import { EventsController } from './events.controller.js';
import { LiveGateway } from './live.gateway.js';
import { LivePlaces } from './live-places.js';
import { LiveHub } from './live-hub.js';
import { LiveMetrics } from './live.metrics.js';
import { NotificationsController } from './notifications.controller.js';
import { SessionWatch } from './session-watch.js';

@Module({
  imports: [AuthModule, DocumentsModule],
  controllers: [EventsController, NotificationsController],
  providers: [LiveGateway, LiveHub, LiveMetrics, LivePlaces, ActiveDocuments, SessionWatch],
})
export class NotificationsApiModule {}
