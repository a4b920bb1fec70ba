import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LiveBus } from './live-bus.js';
import { Notification } from './notification.entity.js';
import { NotificationsRepository } from './notifications.repository.js';
import { NotificationsService } from './notifications.service.js';
import { PostgresLiveBus } from './postgres.live-bus.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Notification]), WebhooksModule],
  providers: [NotificationsService, NotificationsRepository, { provide: LiveBus, useClass: PostgresLiveBus }],
  exports: [NotificationsService, LiveBus],
})
export class NotificationsModule {}
