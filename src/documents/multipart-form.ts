import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/errors.js';
import type { IncomingFile } from './uploads.service.js';

/** One part of a form, in the order in which the client sent them. A file must be read before the next part comes. */
export type FormPart =
  { kind: 'file'; name: string; file: IncomingFile } | { kind: 'field'; name: string; value: string };

/** The parts of a multipart request as they arrive. Throws `BAD_REQUEST` for anything that is no such request. */
export async function* readForm(request: FastifyRequest): AsyncGenerator<FormPart> {
  if (!request.isMultipart()) throw new AppError('BAD_REQUEST', 'error.not_multipart');
  const announced = announcedBytes(request);
  const parts = request.parts();
  try {
    for (;;) {
      const next = await parts.next().catch((error: unknown) => {
        throw formError(error);
      });
      if (next.done) return;
      const part = next.value;
      if (part.type === 'file') yield { kind: 'file', name: part.fieldname, file: toIncomingFile(part, announced) };
      else yield { kind: 'field', name: part.fieldname, value: String(part.value) };
    }
  } finally {
    // What is still coming after a refusal is read away: a client that is still sending would not hear the answer.
    request.raw.unpipe().resume();
  }
}

/** Null for a request that is sent in chunks. */
function announcedBytes({ headers }: FastifyRequest): number | null {
  return headers['content-length'] === undefined ? null : Number(headers['content-length']);
}

function toIncomingFile(part: MultipartFile, announced: number | null): IncomingFile {
  // A part that names its type but no file name is a file all the same; the types do not know it.
  const filename = (part.filename as string | undefined) ?? '';
  return { filename, body: part.file, isTruncated: () => part.file.truncated, announcedBytes: announced };
}

function formError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('FST_') ? error : new AppError('BAD_REQUEST', 'error.broken_upload', { cause: error });
}
