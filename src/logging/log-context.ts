import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line of one request or job attempt bears. */
export interface LogContext {
  request_id?: string;
  user_id?: string;
  job_id?: string;
  document_id?: string;
  attempt?: number;
}

const storage = new AsyncLocalStorage<LogContext>();

/** Runs `work` so that every line it logs bears `context`, added to the context around it. */
export function withLogContext<T>(context: LogContext, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...context }, work);
}

export function currentLogContext(): LogContext {
  return storage.getStore() ?? {};
}
