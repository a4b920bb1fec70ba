import { InitialSchema1760000000000 } from './1760000000000-initial-schema.js';

/** Every migration in the order in which it runs. */
export const migrations = [InitialSchema1760000000000];
