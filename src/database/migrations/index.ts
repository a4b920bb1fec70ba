import { InitialSchema1760000000000 } from './1760000000000-initial-schema.js';
import { FieldsAndSearch1763700000000 } from './1763700000000-fields-and-search.js';

/** Every migration in the order in which it runs. */
export const migrations = [InitialSchema1760000000000, FieldsAndSearch1763700000000];
