import type { FastifyRequest } from 'fastify';
import parseRange from 'range-parser';
import { AppError } from '../common/errors.js';
import type { ByteRange } from '../storage/storage.js';
import type { Document } from './document.entity.js';

/** What of a file a request wants: nothing (it has it), a part, or all. */
export type Wanted = { kind: 'unmodified' } | { kind: 'part'; range: ByteRange } | { kind: 'whole' };

/** The content never changes, so its digest is its tag. */
export function etagOf({ sha256 }: Pick<Document, 'sha256'>): string {
  return `"${sha256}"`;
}

/**
 * Reads `If-None-Match`, `Range` and `If-Range` (RFC 9110 §13, §14). Several ranges at once are answered with the whole
 * file, as the RFC allows. Throws `RANGE_NOT_SATISFIABLE`.
 */
export function wantedPart({ headers }: FastifyRequest, document: Pick<Document, 'sha256' | 'sizeBytes'>): Wanted {
  const etag = etagOf(document);
  const known = headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known?.some((tag) => tag === etag || tag === '*')) return { kind: 'unmodified' };
  const ifRange = headers['if-range'];
  if (headers.range === undefined || (ifRange !== undefined && ifRange !== etag)) return { kind: 'whole' };
  const ranges = parseRange(document.sizeBytes, headers.range);
  if (ranges === -1)
    throw new AppError('RANGE_NOT_SATISFIABLE', 'error.range', { params: { size: document.sizeBytes } });
  const [range] = Array.isArray(ranges) ? ranges : [];
  if (range === undefined || ranges === -2 || ranges.length > 1) return { kind: 'whole' };
  return { kind: 'part', range: { start: range.start, end: range.end } };
}
