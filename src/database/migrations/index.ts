import { InitialSchema1760000000000 } from './1760000000000-initial-schema.js';
import { JobOptions1795200000000 } from './1795200000000-job-options.js';
import { JobPriority1795200100000 } from './1795200100000-job-priority.js';
import { NotificationAge1795200200000 } from './1795200200000-notification-age.js';
import { Webhooks1795200300000 } from './1795200300000-webhooks.js';
import { FieldsAndSearch1795200400000 } from './1795200400000-fields-and-search.js';
import { ReportRendering1795203600000 } from './1795203600000-report-rendering.js';
import { ClientLimits1795210000000 } from './1795210000000-client-limits.js';
import { Operations1795210100000 } from './1795210100000-operations.js';
import { CollectionReports1795290000000 } from './1795290000000-collection-reports.js';
import { ValidationWording1795300000000 } from './1795300000000-validation-wording.js';

/** Every migration in the order in which it runs. */
export const migrations = [
  InitialSchema1760000000000,
  JobOptions1795200000000,
  JobPriority1795200100000,
  NotificationAge1795200200000,
  Webhooks1795200300000,
  FieldsAndSearch1795200400000,
  ReportRendering1795203600000,
  ClientLimits1795210000000,
  Operations1795210100000,
  CollectionReports1795290000000,
  ValidationWording1795300000000,
];
