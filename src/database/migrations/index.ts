import { InitialSchema1760000000000 } from './1760000000000-initial-schema.js';
import { JobOptions1795200000000 } from './1795200000000-job-options.js';

/** Every migration in the order in which it runs. */
export const migrations = [InitialSchema1760000000000, JobOptions1795200000000];
