import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import { Report } from './report.entity.js';

@Injectable()
export class ReportsRepository {
  constructor(@InjectRepository(Report) private readonly reports: Repository<Report>) {}

  async insert(
    manager: EntityManager,
    report: Pick<Report, 'id' | 'documentId' | 'userId' | 'jobId' | 'locale'>,
  ): Promise<void> {
    await manager.insert(Report, report);
  }

  listForDocument(documentId: string): Promise<Report[]> {
    return this.reports.find({
      where: { documentId },
      relations: { job: true },
      order: { createdAt: 'DESC', id: 'DESC' },
    });
  }

  findForDocument(documentId: string, id: string): Promise<Report | null> {
    return this.reports.findOne({ where: { documentId, id }, relations: { job: true } });
  }

  findByJob(jobId: string): Promise<Report | null> {
    return this.reports.findOneBy({ jobId });
  }

  /** Whether a report on the document was rendered to these files before. */
  isRendered(documentId: string, rendering: string): Promise<boolean> {
    return this.reports.existsBy({ documentId, rendering });
  }

  async markReady(
    manager: EntityManager,
    id: string,
    ready: Pick<Report, 'title' | 'formats' | 'rendering'>,
  ): Promise<void> {
    await manager.update(Report, { id }, ready);
  }
}
