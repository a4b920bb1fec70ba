import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import { ExtractionRecord } from './extraction-record.entity.js';

@Injectable()
export class ExtractionsRepository {
  constructor(@InjectRepository(ExtractionRecord) private readonly extractions: Repository<ExtractionRecord>) {}

  find(documentId: string, manager: EntityManager = this.extractions.manager): Promise<ExtractionRecord | null> {
    return manager.findOneBy(ExtractionRecord, { documentId });
  }

  /** The latest extraction takes the place of an earlier one. */
  async save(manager: EntityManager, record: Omit<ExtractionRecord, 'createdAt'>): Promise<void> {
    await manager.upsert(ExtractionRecord, { ...record, createdAt: new Date() }, ['documentId']);
  }
}
