import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { CliError } from '../cli-error.js';

export const MANIFEST = 'manifest.json';
/** One line of JSON for each stored object: its key, its size, its checksum. */
export const FILE_LIST = 'files.ndjson';
export const FORMAT = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const tableSchema = z.object({
  name: z.string().regex(/^[a-z_]+$/),
  columns: z.array(z.string().regex(/^[a-z0-9_]+$/)),
  rows: z.int(),
  file: z.string().regex(/^database\/[a-z_]+\.copy\.gz$/),
  sha256,
});
const manifestSchema = z.object({
  format: z.literal(FORMAT),
  version: z.string(),
  /** The moment as of which the database is told. */
  taken_at: z.iso.datetime(),
  migrations: z.array(z.string()),
  tables: z.array(tableSchema),
  files: z.object({ count: z.int(), bytes: z.int(), sha256 }),
  /** Documents that were deleted while the backup was taken: not restored. */
  deleted_meanwhile: z.array(z.uuid()),
});
export type Manifest = z.infer<typeof manifestSchema>;
export type BackedUpTable = z.infer<typeof tableSchema>;

export const fileEntrySchema = z.object({ key: z.string(), bytes: z.int(), sha256 });
export type FileEntry = z.infer<typeof fileEntrySchema>;

/** Throws a {@link CliError} for a folder that is no complete backup. */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => {
    throw new CliError(`${folder} holds no complete backup: it has no ${MANIFEST}.`);
  });
  const parsed = manifestSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new CliError(`${join(folder, MANIFEST)} is not one that this version understands.`);
  return parsed.data;
}

/** Passes everything on, and tells how much of it there was. */
export class Checksum extends Transform {
  bytes = 0;
  private readonly hash: Hash = createHash('sha256');

  override _transform(chunk: Buffer, _encoding: string, done: (error: null, chunk: Buffer) => void): void {
    this.bytes += chunk.length;
    this.hash.update(chunk);
    done(null, chunk);
  }

  digest(): string {
    return this.hash.digest('hex');
  }
}

/** Throws a {@link CliError} when a file of the backup is not what it was. */
export async function verify(folder: string, file: string, expected: string): Promise<void> {
  const checksum = new Checksum();
  checksum.resume();
  await pipeline(createReadStream(join(folder, file)), checksum).catch((error: unknown) => {
    throw new CliError(`${file} of the backup cannot be read.`, 1, { cause: error });
  });
  if (checksum.digest() !== expected) throw new CliError(`${file} of the backup is damaged: its checksum is wrong.`);
}
