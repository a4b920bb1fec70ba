import { EnvError } from '../config/env.js';
import { requireDatabaseUrl, runMigrations } from './run-migrations.js';

try {
  const applied = await runMigrations(requireDatabaseUrl());
  process.stdout.write(applied.length > 0 ? `Migrated: ${applied.join(', ')}\n` : 'The database is up to date\n');
} catch (error) {
  if (!(error instanceof EnvError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 78;
}
