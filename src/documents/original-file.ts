import type { FastifyRequest } from 'fastify';
import parseRange from 'range-parser';
import type { ByteRange } from '../storage/storage.js';
import type { Document } from './document.entity.js';

/** What of a file a request wants: nothing (it has it), a part, all, or what is not there. */
export type Wanted =
  { kind: 'unmodified' } | { kind: 'part'; range: ByteRange } | { kind: 'whole' } | { kind: 'unsatisfiable' };

/** The content never changes, so its digest is its tag. */
export function etagOf({ sha256 }: Pick<Document, 'sha256'>): string {
  return `"${sha256}"`;
}

/**
 * Reads `If-None-Match`, `Range` and `If-Range` (RFC 9110 §13, §14). Several ranges at once are answered with the whole
 * file, as the RFC allows, and so are ranges in another unit than bytes.
 */
export function wantedPart(
  { headers }: Pick<FastifyRequest, 'headers'>,
  document: Pick<Document, 'sha256' | 'sizeBytes'>,
): Wanted {
  const etag = etagOf(document);
  const known = headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known?.some((tag) => tag === etag || tag === '*')) return { kind: 'unmodified' };
  const ifRange = headers['if-range'];
  if (headers.range === undefined || (ifRange !== undefined && ifRange !== etag)) return { kind: 'whole' };
  const ranges = parseRange(document.sizeBytes, withinSize(headers.range, document.sizeBytes));
  if (ranges === -1) return { kind: 'unsatisfiable' };
  if (ranges === -2 || ranges.type !== 'bytes') return { kind: 'whole' };
  const [range, another] = ranges;
  if (range === undefined || another !== undefined) return { kind: 'whole' };
  return { kind: 'part', range: { start: range.start, end: range.end } };
}

/** Whoever asks for more last bytes than there are gets all (RFC 9110 §14.1.2); `range-parser` would refuse it. */
function withinSize(range: string, size: number): string {
  return range.replace(/^bytes=-(\d+)$/, (_, length: string) => `bytes=-${Math.min(Number(length), size)}`);
}
