import { Injectable } from '@nestjs/common';
import { createReadStream } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../common/errors.js';
import { offsetOf, Page, type PageRequest } from '../common/pagination.js';
import { documentStatus } from '../documents/document-status.js';
import type { Document } from '../documents/document.entity.js';
import { DocumentsService } from '../documents/documents.service.js';
import type { CellValue, Extraction } from '../extraction/extraction.types.js';
import { TABLES_FOLDER, type TableIndex } from '../extraction/tables/table-store.js';
import { Storage, StoredObjectMissingError, type LocalCopy } from '../storage/storage.js';
import { storageKeys } from '../storage/storage-keys.js';
import type { ExtractionRecord } from './extraction-record.entity.js';
import { ExtractionsRepository } from './extractions.repository.js';
import type { StoredExtraction } from './extractions.service.js';
import { type StoredTable, tableInMemory, tableInStorage } from './stored-table.js';

const TABLE_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** The rows of the tables in a document: all of them, where the extraction shows the first. */
@Injectable()
export class TablesService {
  constructor(
    private readonly extractions: ExtractionsRepository,
    private readonly documents: DocumentsService,
    private readonly storage: Storage,
  ) {}

  /** Puts the rows that a reader left in its output directory into storage; twice is once. */
  async store(
    { documentId, id: jobId }: { documentId: string; id: string },
    { tables }: Pick<Extraction, 'tables'>,
    outputDirectory: string,
  ): Promise<void> {
    for (const { id } of tables) {
      const path = join(outputDirectory, TABLES_FOLDER, id);
      if (!TABLE_ID.test(id) || !(await exists(`${path}.ndjson`))) continue;
      await this.storage.write(storageKeys.tableRows(documentId, jobId, id), createReadStream(`${path}.ndjson`));
      await this.storage.writeBuffer(
        storageKeys.tableIndex(documentId, jobId, id),
        await readFile(`${path}.index.json`),
      );
    }
  }

  /**
   * Where on this machine all rows of the tables can be read, by the table's id, until they are released; tables that
   * were not stored are not there.
   */
  async localRows(
    { document_id, job_id, tables }: Pick<StoredExtraction, 'document_id' | 'job_id' | 'tables'>,
    scratchDirectory: string,
  ): Promise<{ paths: Record<string, string>; release(): Promise<void> }> {
    const copies: LocalCopy[] = [];
    const release = async (): Promise<void> => {
      for (const copy of copies) await copy.release();
    };
    const paths: Record<string, string> = {};
    try {
      for (const { id } of tables) {
        if (!TABLE_ID.test(id)) continue;
        const key = storageKeys.tableRows(document_id, job_id, id);
        const copy = await this.storage.localCopy(key, scratchDirectory).catch(ifMissing);
        if (copy === null) continue;
        copies.push(copy);
        paths[id] = copy.path;
      }
    } catch (error) {
      await release();
      throw error;
    }
    return { paths, release };
  }

  /** A page of the rows of a table in one's own document; `CONFLICT` before there is anything. */
  async page(userId: string, documentId: string, id: string, request: PageRequest): Promise<Page<CellValue[]>> {
    const { table } = await this.open(userId, documentId, id);
    const from = offsetOf(request);
    const rows: CellValue[][] = [];
    for await (const line of table.lines(from, from + request.pageSize)) rows.push(JSON.parse(line) as CellValue[]);
    return new Page(rows, table.rowCount, request);
  }

  /** A table of one's own document, to be read row by row; `CONFLICT` before there is anything. */
  async open(userId: string, documentId: string, id: string): Promise<{ document: Document; table: StoredTable }> {
    const document = await this.documents.get(userId, documentId);
    const record = await this.extractions.find(documentId);
    if (!record) {
      const params = { status: documentStatus(document.job.status) };
      throw new AppError('CONFLICT', 'error.not_extracted', { params });
    }
    if (!TABLE_ID.test(id)) throw notFound(id);
    return { document, table: (await this.inStorage(record, id)) ?? (await this.inExtraction(record, id)) };
  }

  private async inStorage({ documentId, jobId }: ExtractionRecord, id: string): Promise<StoredTable | null> {
    try {
      const json = await this.storage.readBuffer(storageKeys.tableIndex(documentId, jobId, id));
      const index = JSON.parse(json.toString()) as TableIndex;
      return tableInStorage(this.storage, storageKeys.tableRows(documentId, jobId, id), index);
    } catch (error) {
      if (error instanceof StoredObjectMissingError) return null;
      throw error;
    }
  }

  /** For a document that was read before all rows were stored. */
  private async inExtraction({ storageKey }: ExtractionRecord, id: string): Promise<StoredTable> {
    const { tables } = JSON.parse((await this.storage.readBuffer(storageKey)).toString()) as Extraction;
    const table = tables.find((candidate) => candidate.id === id);
    if (!table) throw notFound(id);
    if (table.rows.length < table.row_count) throw new AppError('CONFLICT', 'error.table_not_stored');
    return tableInMemory(table.rows, table.columns);
  }
}

function notFound(id: string): AppError {
  return new AppError('NOT_FOUND', 'error.table_not_found', { params: { id: id.slice(0, 64) } });
}

function ifMissing(error: unknown): null {
  if (error instanceof StoredObjectMissingError) return null;
  throw error;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
