import { Injectable } from '@nestjs/common';
import { roundProgress } from '../common/progress.js';
import { documentStatus } from '../documents/document-status.js';
import { DocumentsService } from '../documents/documents.service.js';
import type { WireMessage } from './wire.js';

/** What a client is told first: what of its user's is queued or being processed right now. */
@Injectable()
export class ActiveDocuments {
  constructor(private readonly documents: DocumentsService) {}

  async initialState(userId: string, lastSeq: number): Promise<WireMessage> {
    const documents = await this.documents.listActive(userId);
    return {
      type: 'initial_state',
      timestamp: new Date().toISOString(),
      last_seq: lastSeq,
      documents: documents.map(({ id, filename, job }) => ({
        document_id: id,
        filename,
        status: documentStatus(job.status),
        stage: job.stage,
        progress: roundProgress(job.progress),
      })),
    };
  }
}
