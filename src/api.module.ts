import { Module, type DynamicModule } from '@nestjs/common';
import { AdminApiModule } from './admin/admin-api.module.js';
import { AuthApiModule } from './auth/auth-api.module.js';
import type { Env } from './config/env.js';
import { CoreModule } from './core.module.js';
import { DocumentsApiModule } from './documents/documents-api.module.js';
import { ExtractionsApiModule } from './extractions/extractions-api.module.js';
import { FieldsApiModule } from './fields/fields-api.module.js';
import { OperationsModule } from './http/operations.module.js';
import { JobsApiModule } from './jobs/jobs-api.module.js';
import { NotificationsApiModule } from './notifications/notifications-api.module.js';
import { RateLimitsModule } from './rate-limits/rate-limits.module.js';
import { ReportsApiModule } from './reports/reports-api.module.js';
import { SearchApiModule } from './search/search-api.module.js';
import { UsersApiModule } from './users/users-api.module.js';
import { WebhooksApiModule } from './webhooks/webhooks-api.module.js';

/** An API process: the core, and the HTTP side of every feature. */
@Module({})
export class ApiModule {
  static forRoot(env: Env): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        CoreModule.forRoot(env),
        RateLimitsModule,
        OperationsModule,
        AuthApiModule,
        UsersApiModule,
        DocumentsApiModule,
        JobsApiModule,
        ExtractionsApiModule,
        FieldsApiModule,
        SearchApiModule,
        ReportsApiModule,
        NotificationsApiModule,
        WebhooksApiModule,
        AdminApiModule,
      ],
    };
  }
}
