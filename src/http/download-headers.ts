import contentDisposition from 'content-disposition';
import type { FastifyReply } from 'fastify';

/** Always an attachment, its name in RFC 5987's form. */
export function dispositionOf(filename: string): string {
  return contentDisposition(filename, { type: 'attachment' });
}

/** Headers of any download: an attachment, never sniffed. */
export function setDownloadHeaders(reply: FastifyReply, filename: string, mediaType: string): void {
  void reply
    .header('content-disposition', dispositionOf(filename))
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-cache')
    .type(mediaType);
}
