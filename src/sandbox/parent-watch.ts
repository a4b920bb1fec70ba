/** Thread of a sandbox process: ends the process when its parent is gone, however busy the main thread is. */
const INTERVAL_MS = 1000;
const parent = process.ppid;

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, INTERVAL_MS);
