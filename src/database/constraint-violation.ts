import { QueryFailedError } from 'typeorm';
import { z } from 'zod';

const driverErrorSchema = z.object({ code: z.string(), constraint: z.string() });
const UNIQUE_VIOLATION = '23505';

/** The name of the unique constraint or index that a failed statement ran into; null for any other error. */
export function violatedUniqueness(error: unknown): string | null {
  if (!(error instanceof QueryFailedError)) return null;
  const { data } = driverErrorSchema.safeParse(error.driverError);
  return data?.code === UNIQUE_VIOLATION ? data.constraint : null;
}
