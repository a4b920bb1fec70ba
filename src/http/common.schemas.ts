import { z } from 'zod';
import type { PageRequest } from '../common/pagination.js';
import { say } from './request-context.js';

const MAX_PAGE = 1_000_000;

/** An id in a path. */
export const idSchema = z.uuid({ error: () => say('invalid.uuid') });

/** The two query parameters of every list. */
export const pageQuery = {
  page: z.coerce.number().int().min(1).max(MAX_PAGE).default(1),
  page_size: z.coerce.number().int().min(1).max(100).default(10),
};

export function toPageRequest({ page, page_size }: { page: number; page_size: number }): PageRequest {
  return { page, pageSize: page_size };
}

/** For answers without data. */
export const nothingSchema = z.null();
