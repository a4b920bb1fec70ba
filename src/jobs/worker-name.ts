import { hostname } from 'node:os';

/** What this process is called in rows and lists. */
export const WORKER_NAME = `${hostname()}:${process.pid}`.slice(0, 100);
