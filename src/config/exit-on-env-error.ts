import { EnvError, type Env } from './env.js';

/** Loads the configuration; when it is not usable, says why in plain words and ends the process. */
export function exitOnEnvError(load: () => Env): Env {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(78);
  }
}
