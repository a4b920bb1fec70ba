import contentDisposition from 'content-disposition';
import type { FastifyReply } from 'fastify';

/** Headers of any download: always an attachment, never sniffed, its name in RFC 5987's form. */
export function setDownloadHeaders(reply: FastifyReply, filename: string, mediaType: string): void {
  void reply
    .header('content-disposition', contentDisposition(filename, { type: 'attachment' }))
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-cache')
    .type(mediaType);
}
