import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { VERSION } from '../../config/version.js';
import { StoredObjectMissingError, type Storage } from '../../storage/storage.js';
import {
  Checksum,
  FILE_LIST,
  FORMAT,
  MANIFEST,
  type BackedUpTable,
  type FileEntry,
  type Manifest,
} from './manifest.js';
import { columnList, readMigrations, readTables, type Table } from './schema.js';

const FILES_AT_ONCE = 4;
const PROGRESS_EVERY = 500;
const DOCUMENT = /^documents\/([0-9a-f-]{36})\//;

interface BackupOptions {
  databaseUrl: string;
  storage: Storage;
  /** Exists and is empty. */
  folder: string;
  say: (message: string) => void;
}

/**
 * Copies the database as of one moment, then the files. In that order everything that a row names is there to be
 * copied: files are written before the rows that name them, and never changed. Only what is deleted meanwhile may be
 * missing; those documents are noted, and are not restored.
 */
export async function takeBackup({ databaseUrl, storage, folder, say }: BackupOptions): Promise<Manifest> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'sheaf-backup' });
  await client.connect();
  try {
    const database = await copyDatabase(client, folder, say);
    const files = await copyFiles(storage, folder, database.documents, say);
    const manifest: Manifest = {
      format: FORMAT,
      version: VERSION,
      taken_at: database.takenAt.toISOString(),
      migrations: database.migrations,
      tables: database.tables,
      files,
      deleted_meanwhile: await findDeleted(client, database.documents),
    };
    // Last of all: a folder without it is no backup.
    await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true });
    return manifest;
  } finally {
    await client.end();
  }
}

interface CopiedDatabase {
  takenAt: Date;
  migrations: string[];
  tables: BackedUpTable[];
  documents: Set<string>;
}

async function copyDatabase(
  client: pg.Client,
  folder: string,
  say: (message: string) => void,
): Promise<CopiedDatabase> {
  await mkdir(join(folder, 'database'), { mode: 0o700 });
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const { rows } = await client.query<{ now: Date }>('SELECT now()');
  const migrations = await readMigrations(client);
  const tables: BackedUpTable[] = [];
  for (const table of await readTables(client)) tables.push(await copyTable(client, folder, table));
  const documents = await client.query<{ id: string }>('SELECT id FROM documents');
  await client.query('COMMIT');
  say(`Database: ${tables.length} tables, ${tables.reduce((sum, { rows: count }) => sum + count, 0)} rows`);
  return {
    takenAt: rows[0]?.now ?? new Date(),
    migrations,
    tables,
    documents: new Set(documents.rows.map(({ id }) => id)),
  };
}

async function copyTable(client: pg.Client, folder: string, table: Table): Promise<BackedUpTable> {
  const file = `database/${table.name}.copy.gz`;
  const checksum = new Checksum();
  const source = client.query(copyTo(`COPY "${table.name}" (${columnList(table)}) TO STDOUT`));
  await pipeline(source, createGzip(), checksum, createWriteStream(join(folder, file), { mode: 0o600, flush: true }));
  return { ...table, rows: source.rowCount, file, sha256: checksum.digest() };
}

async function copyFiles(
  storage: Storage,
  folder: string,
  documents: Set<string>,
  say: (message: string) => void,
): Promise<Manifest['files']> {
  const list = new Checksum();
  const written = pipeline(list, createWriteStream(join(folder, FILE_LIST), { mode: 0o600, flush: true }));
  const total = { count: 0, bytes: 0 };
  const underWay = new Set<Promise<void>>();
  const copy = async (key: string): Promise<void> => {
    const entry = await copyFile(storage, folder, key);
    if (!entry) return;
    list.write(`${JSON.stringify(entry)}\n`);
    total.count += 1;
    total.bytes += entry.bytes;
    if (total.count % PROGRESS_EVERY === 0) say(`Files: ${total.count}, ${megabytes(total.bytes)} …`);
  };
  for await (const key of storage.list()) {
    const [, document] = DOCUMENT.exec(key) ?? [];
    // Of a document that is younger than the database's moment nothing is wanted.
    if (document !== undefined && !documents.has(document)) continue;
    const copying = copy(key).finally(() => underWay.delete(copying));
    underWay.add(copying);
    if (underWay.size >= FILES_AT_ONCE) await Promise.race(underWay);
  }
  await Promise.all(underWay);
  list.end();
  await written;
  say(`Files: ${total.count}, ${megabytes(total.bytes)}`);
  return { ...total, sha256: list.digest() };
}

/** Null when the object was deleted since it was listed. */
async function copyFile(storage: Storage, folder: string, key: string): Promise<FileEntry | null> {
  const target = join(folder, 'files', key);
  try {
    const body = await storage.read(key);
    const checksum = new Checksum();
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await pipeline(body, checksum, createWriteStream(target, { mode: 0o600 }));
    return { key, bytes: checksum.bytes, sha256: checksum.digest() };
  } catch (error) {
    if (error instanceof StoredObjectMissingError) return null;
    throw error;
  }
}

async function findDeleted(client: pg.Client, documents: Set<string>): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id::text FROM unnest($1::uuid[]) AS id WHERE NOT EXISTS (SELECT FROM documents WHERE documents.id = id.id)`,
    [[...documents]],
  );
  return rows.map(({ id }) => id);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
