import { z } from 'zod';
import { ERROR_CODES } from '../common/errors.js';

const pageFields = {
  total: z.int(),
  page: z.int(),
  page_size: z.int(),
  total_pages: z.int(),
};

/** The documented shape of a success. */
export function successSchema(data: z.ZodType): z.ZodType {
  return z.object({ success: z.literal(true), message: z.string(), data });
}

/** The documented shape of a page of a list. */
export function pageSchema(item: z.ZodType): z.ZodType {
  return z.object({ success: z.literal(true), message: z.string(), data: z.array(item), ...pageFields });
}

/** The documented shape of a refusal. */
export const errorSchema = z
  .object({
    success: z.literal(false),
    message: z.string(),
    error_code: z.enum(ERROR_CODES),
    details: z.array(z.object({ field: z.string(), message: z.string() })).nullable(),
  })
  .meta({
    id: 'Error',
    example: { success: false, message: 'There is no document 0198…', error_code: 'NOT_FOUND', details: null },
  });
export type ErrorAnswer = z.infer<typeof errorSchema>;
