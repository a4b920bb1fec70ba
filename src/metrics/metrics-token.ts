import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether an `Authorization` header bears `METRICS_TOKEN`, in a time that tells nothing of it. */
export function bearsMetricsToken(authorization: string | undefined, wanted: string): boolean {
  const given = /^bearer (.+)$/i.exec(authorization ?? '')?.[1];
  return given !== undefined && timingSafeEqual(digest(given), digest(wanted));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
