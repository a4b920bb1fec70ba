import { Injectable } from '@nestjs/common';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../common/errors.js';
import { documentStatus } from '../documents/document-status.js';
import { DocumentsService } from '../documents/documents.service.js';
import { PAGE_IMAGE_FOLDER } from '../extraction/page-images.js';
import { Storage, StoredObjectMissingError } from '../storage/storage.js';
import { storageKeys } from '../storage/storage-keys.js';
import { ExtractionsRepository } from './extractions.repository.js';

const PAGE_IMAGE = /^(\d+)\.webp$/;

/** Which picture of which extraction: its bytes never change. */
export interface PageImage {
  documentId: string;
  jobId: string;
  page: number;
}

/** The pictures of pages that an extraction leaves. */
@Injectable()
export class PageImagesService {
  constructor(
    private readonly extractions: ExtractionsRepository,
    private readonly documents: DocumentsService,
    private readonly storage: Storage,
  ) {}

  /** Puts the pictures below an extraction's output directory, if any, into storage. */
  async store({ documentId, id: jobId }: { documentId: string; id: string }, outputDirectory: string): Promise<void> {
    const folder = join(outputDirectory, PAGE_IMAGE_FOLDER);
    for (const name of await readdir(folder).catch(() => [])) {
      const page = PAGE_IMAGE.exec(name)?.[1];
      if (page === undefined) continue;
      const body = createReadStream(join(folder, name));
      await this.storage.write(storageKeys.pageImage(documentId, jobId, Number(page)), body);
    }
  }

  /** The picture of a page of one's own document; `CONFLICT` before there is an extraction. */
  async locate(userId: string, documentId: string, page: number): Promise<PageImage> {
    const document = await this.documents.get(userId, documentId);
    const record = await this.extractions.find(documentId);
    if (!record) {
      const params = { status: documentStatus(document.job.status) };
      throw new AppError('CONFLICT', 'error.not_extracted', { params });
    }
    return { documentId, jobId: record.jobId, page };
  }

  /** The bytes, as WebP; `NOT_FOUND` when the document has no such page, or the page no picture. */
  async read({ documentId, jobId, page }: PageImage): Promise<Buffer> {
    try {
      return await this.storage.readBuffer(storageKeys.pageImage(documentId, jobId, page));
    } catch (error) {
      if (!(error instanceof StoredObjectMissingError)) throw error;
      throw new AppError('NOT_FOUND', 'error.page_image_not_found', { params: { page }, cause: error });
    }
  }
}
