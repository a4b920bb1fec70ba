import pidusage from 'pidusage';

const INTERVAL_MS = 250;

/**
 * Looks at the resident memory of a process until the returned function is called; `onExceeded` is called once, when it
 * is over `maxBytes`. V8's own limit does not count buffers and WebAssembly memory, this does.
 */
export function watchMemory(pid: number, maxBytes: number, onExceeded: () => void): () => void {
  let stopped = false;
  const timer = setInterval(() => {
    void residentBytes(pid).then((bytes) => {
      if (stopped || bytes <= maxBytes) return;
      stop();
      onExceeded();
    });
  }, INTERVAL_MS);
  timer.unref();

  function stop(): void {
    stopped = true;
    clearInterval(timer);
  }
  return stop;
}

/** Resident memory of a process; 0 when it has ended. */
export async function residentBytes(pid: number): Promise<number> {
  return pidusage(pid).then(
    ({ memory }) => memory,
    () => 0,
  );
}
