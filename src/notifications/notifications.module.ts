import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ENV_TOKEN } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { LiveBus } from './live-bus.js';
import { Notification } from './notification.entity.js';
import { NotificationMetrics } from './notification.metrics.js';
import { NotificationsRepository } from './notifications.repository.js';
import { NotificationsService } from './notifications.service.js';
import { PostgresLiveBus } from './postgres.live-bus.js';
import { RedisLiveBus } from './redis.live-bus.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Notification]), WebhooksModule],
  providers: [
    NotificationsService,
    NotificationsRepository,
    NotificationMetrics,
    {
      provide: LiveBus,
      inject: [ENV_TOKEN, DataSource],
      useFactory: ({ REDIS_URL, DATABASE_URL }: Env, dataSource: DataSource) =>
        REDIS_URL === undefined ? new PostgresLiveBus(dataSource, DATABASE_URL) : new RedisLiveBus(REDIS_URL),
    },
  ],
  exports: [NotificationsService, LiveBus],
})
export class NotificationsModule {}
