/** Preloaded into a process under `--expose-gc`: twice a second it frees what it no longer needs. */
const EVERY_MS = 500;

setInterval(() => {
  globalThis.gc();
}, EVERY_MS).unref();
