import pRetry from 'p-retry';

const PROBE_PAUSE_MS = 100;
const PROBE_TIMEOUT_MS = 5_000;

/** Resolves when the service answers that it can do its work; `signal` ends the wait. */
export async function waitUntilServing(baseUrl: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
  await pRetry(() => probe(baseUrl), {
    retries: Infinity,
    minTimeout: PROBE_PAUSE_MS,
    factor: 1,
    maxRetryTime: timeoutMs,
    signal,
  });
}

async function probe(baseUrl: string): Promise<void> {
  const response = await fetch(`${baseUrl}/health/ready`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) }).catch(
    // What fetch throws may come from another realm (under jest), which p-retry would not try again.
    (error: unknown) => {
      throw new Error('The API does not answer', { cause: error });
    },
  );
  const body = await response.text();
  if (!response.ok) throw new Error(`The API answers ${response.status}: ${body.slice(0, 300)}`);
}
