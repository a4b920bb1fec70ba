import { Injectable } from '@nestjs/common';
import { finished, pipeline, type Readable } from 'node:stream';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../common/errors.js';
import {
  fileTypeOf,
  isReadable,
  readableExtensions,
  type FileType,
  type MediaTypeName,
} from '../common/media-types.js';
import type { ReadingOptions } from '../common/reading-options.js';
import { sanitizeFilename } from '../common/text.js';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { withReadingDefaults } from '../config/reading-defaults.js';
import { Transactions } from '../database/transactions.js';
import { JobsService } from '../jobs/jobs.service.js';
import { NotificationsService } from '../notifications/notifications.service.js';
import { SearchIndexService } from '../search/search-index.service.js';
import { StoragePurgesService } from '../storage/storage-purges.service.js';
import { Storage } from '../storage/storage.js';
import { storageKeys } from '../storage/storage-keys.js';
import type { Document } from './document.entity.js';
import { DocumentsRepository } from './documents.repository.js';
import { detectMediaType } from './media-type-detector.js';
import { StorageQuotaService } from './storage-quota.service.js';
import { UploadMeter } from './upload-meter.js';

/** A file as it comes in. `isTruncated` says after its end whether the parser cut it at the size limit. */
export interface IncomingFile {
  filename: string;
  body: Readable;
  isTruncated: () => boolean;
  /** The length of the whole request, as far as it was announced. */
  announcedBytes: number | null;
}

/** Bytes in storage that are not a document yet: to be accepted or discarded. */
export interface StagedUpload {
  documentId: string;
  filename: string;
  sizeBytes: number;
  sha256: string;
  head: Buffer;
}

export interface UploadClaims {
  fileType?: FileType | undefined;
  idempotencyKey?: string | undefined;
  /** What is left open follows the configuration. */
  options?: Partial<ReadingOptions> | undefined;
}

/** From a stream of bytes to a document with a job. */
@Injectable()
export class UploadsService {
  constructor(
    private readonly documents: DocumentsRepository,
    private readonly storage: Storage,
    private readonly purges: StoragePurgesService,
    private readonly quota: StorageQuotaService,
    private readonly jobs: JobsService,
    private readonly search: SearchIndexService,
    private readonly notifications: NotificationsService,
    private readonly transactions: Transactions,
    @InjectEnv() private readonly env: Env,
  ) {}

  /** Throws `QUOTA_EXCEEDED` or `QUEUE_FULL` when a file would be received for nothing. */
  assertRoom(userId: string): Promise<void> {
    return this.jobs.assertRoom(userId);
  }

  /** Stages and accepts in one go; a refused file leaves nothing behind. */
  async receive(userId: string, file: IncomingFile, claims: UploadClaims): Promise<Document> {
    await this.assertRoom(userId).catch((error: unknown) => {
      file.body.resume();
      throw error;
    });
    return this.accept(userId, await this.stage(userId, file), claims);
  }

  /**
   * Streams a file into storage while it is counted and hashed; memory stays flat. Throws `STORAGE_QUOTA_EXCEEDED`,
   * `FILE_TOO_LARGE`, `EMPTY_FILE`, or `BAD_REQUEST` when the stream breaks off.
   */
  async stage(userId: string, file: IncomingFile): Promise<StagedUpload> {
    const { filename, body, isTruncated } = file;
    const documentId = uuidv7();
    const room = await this.reserve(userId, documentId, file);
    const meter = new UploadMeter(room ?? Infinity);
    const brokeOff = watchBody(body, meter);
    await this.purges.expectUpload(storageKeys.document(documentId));
    try {
      const metered = pipeline(body, meter, () => undefined);
      await this.storage.write(storageKeys.original(documentId), metered);
      if (isTruncated()) {
        throw new AppError('FILE_TOO_LARGE', 'error.file_too_large', { params: { limit: this.env.MAX_UPLOAD_SIZE } });
      }
      if (meter.isOver) throw await this.quota.refusal(userId);
      if (meter.bytes === 0) throw new AppError('EMPTY_FILE', 'error.empty_file');
    } catch (error) {
      await this.discard({ documentId });
      throw brokeOff() ? new AppError('BAD_REQUEST', 'error.broken_upload', { cause: error }) : error;
    }
    const name = sanitizeFilename(filename);
    return { documentId, filename: name, sizeBytes: meter.bytes, sha256: meter.digest(), head: meter.head };
  }

  /**
   * Makes a staged upload a document and queues its job, in one transaction. With an idempotency key that was used
   * for the same bytes the earlier document is given, for others `IDEMPOTENCY_MISMATCH` thrown. Throws
   * `UNSUPPORTED_FILE_TYPE` or `FILE_TYPE_MISMATCH`. What is refused is discarded at once; when the database goes away
   * in the middle it is not known whether the document was written, so its bytes are left to the sweep.
   */
  async accept(userId: string, staged: StagedUpload, claims: UploadClaims): Promise<Document> {
    const mediaType = await this.checkType(staged, claims.fileType).catch(async (error: unknown) => {
      await this.discard(staged);
      throw error;
    });
    const isNew = await this.insert(userId, staged, mediaType, claims).catch(async (error: unknown) => {
      // Refused, and not merely unknown to have been written.
      if (error instanceof AppError) await this.discard(staged);
      throw error;
    });
    if (isNew) {
      return this.getOwned(userId, staged.documentId);
    }
    await this.discard(staged);
    return this.getEarlier(userId, staged, claims.idempotencyKey ?? '');
  }

  async discard({ documentId }: Pick<StagedUpload, 'documentId'>): Promise<void> {
    await this.purges.discardUpload(storageKeys.document(documentId));
    // When the database is away the reservation ends by itself.
    await this.quota.release(documentId).catch(() => undefined);
  }

  /** Before the first byte is received; what is refused is read away, so that the client hears why. */
  private async reserve(userId: string, documentId: string, file: IncomingFile): Promise<number | null> {
    const { MAX_UPLOAD_SIZE } = this.env;
    const wanted = Math.min(file.announcedBytes ?? MAX_UPLOAD_SIZE, MAX_UPLOAD_SIZE);
    try {
      return await this.quota.reserve(userId, documentId, wanted);
    } catch (error) {
      file.body.resume();
      throw error;
    }
  }

  private async checkType(staged: StagedUpload, claimed: FileType | undefined): Promise<MediaTypeName> {
    const key = storageKeys.original(staged.documentId);
    const detected = await detectMediaType({
      filename: staged.filename,
      size: staged.sizeBytes,
      head: staged.head,
      read: (range) => this.storage.read(key, range),
    });
    if (detected === null || !isReadable(detected)) {
      const params = { supported: readableExtensions() };
      throw new AppError('UNSUPPORTED_FILE_TYPE', 'error.unsupported_file_type', { params });
    }
    const actual = fileTypeOf(detected);
    if (claimed && claimed !== actual) {
      throw new AppError('FILE_TYPE_MISMATCH', 'error.file_type_mismatch', { params: { actual, claimed } });
    }
    return detected;
  }

  /** False, and nothing written, when the idempotency key is taken. */
  private insert(
    userId: string,
    staged: StagedUpload,
    mediaType: MediaTypeName,
    { idempotencyKey, options }: UploadClaims,
  ): Promise<boolean> {
    const { documentId: id, filename, sizeBytes, sha256 } = staged;
    const jobId = uuidv7();
    return this.transactions.run(async (tx) => {
      const duplicateOf = await this.documents.holdSameContent(tx.manager, userId, sha256);
      const type = { mediaType, fileType: fileTypeOf(mediaType) };
      const row = {
        id,
        userId,
        filename,
        ...type,
        sizeBytes,
        sha256,
        jobId,
        duplicateOf,
        idempotencyKey: idempotencyKey ?? null,
      };
      if (!(await this.documents.insert(tx.manager, row))) return false;
      await this.quota.settle(tx, id);
      await this.purges.keep(tx, storageKeys.document(id));
      await this.search.add(tx, { id, userId, filename });
      const job = { id: jobId, kind: 'extraction' as const, documentId: id, userId, sizeBytes };
      await this.jobs.enqueue(tx, { ...job, options: withReadingDefaults(this.env, options) });
      await this.notifications.record(tx, userId, {
        type: 'document_queued',
        document_id: id,
        job_id: jobId,
        filename,
        status: 'queued',
      });
      return true;
    });
  }

  private async getEarlier(userId: string, { sha256 }: StagedUpload, idempotencyKey: string): Promise<Document> {
    const earlier = await this.documents.findByIdempotencyKey(userId, idempotencyKey);
    // Deleted between the conflict and now: a client that sends it again gets a new document.
    if (!earlier) throw new AppError('SERVICE_UNAVAILABLE', 'error.unavailable');
    if (earlier.sha256 !== sha256) throw new AppError('IDEMPOTENCY_MISMATCH', 'error.idempotency_mismatch');
    return earlier;
  }

  private async getOwned(userId: string, id: string): Promise<Document> {
    const document = await this.documents.findOwned(userId, id);
    if (!document) throw new AppError('NOT_FOUND', 'error.document_not_found', { params: { id } });
    return document;
  }
}

/**
 * Whether it was the client that broke off. To be called before anything else listens to `body`: when storage fails,
 * the meter is destroyed first and the body after it.
 */
function watchBody(body: Readable, meter: UploadMeter): () => boolean {
  let brokeOff = false;
  finished(body, { writable: false }, (error) => {
    brokeOff = error != null && !meter.destroyed;
  });
  return () => brokeOff;
}
