import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { offsetOf, Page, type PageRequest } from '../../common/pagination.js';
import { CollectionReport } from './collection-report.entity.js';

export const COLLECTION_REPORT_SORTS = ['created_at', '-created_at', 'title'] as const;
export type CollectionReportSort = (typeof COLLECTION_REPORT_SORTS)[number];

const SORT_COLUMNS: Record<CollectionReportSort, [column: string, direction: 'ASC' | 'DESC']> = {
  created_at: ['report.createdAt', 'ASC'],
  '-created_at': ['report.createdAt', 'DESC'],
  title: ['report.title', 'ASC'],
};

@Injectable()
export class CollectionReportsRepository {
  constructor(@InjectRepository(CollectionReport) private readonly reports: Repository<CollectionReport>) {}

  async insert(manager: EntityManager, report: Partial<CollectionReport>): Promise<void> {
    await manager.insert(CollectionReport, report);
  }

  findOwned(userId: string, id: string): Promise<CollectionReport | null> {
    return this.withJob().where({ userId, id }).getOne();
  }

  /** Seen from within `manager`'s transaction when one is given. */
  findByIdempotencyKey(
    userId: string,
    idempotencyKey: string,
    manager: EntityManager = this.reports.manager,
  ): Promise<CollectionReport | null> {
    return manager.findOneBy(CollectionReport, { userId, idempotencyKey });
  }

  /** With the ids of its documents. */
  findByJob(jobId: string): Promise<CollectionReport | null> {
    return this.reports
      .createQueryBuilder('report')
      .addSelect('report.documentIds')
      .where('report.jobId = :jobId', { jobId })
      .getOne();
  }

  async findIdByJob(jobId: string): Promise<string | null> {
    return (await this.reports.findOne({ select: { id: true }, where: { jobId } }))?.id ?? null;
  }

  async list(userId: string, sort: CollectionReportSort, page: PageRequest): Promise<Page<CollectionReport>> {
    const [column, direction] = SORT_COLUMNS[sort];
    const [items, total] = await this.withJob()
      .where('report.userId = :userId', { userId })
      .orderBy(column, direction)
      .addOrderBy('report.id', direction)
      .skip(offsetOf(page))
      .take(page.pageSize)
      .getManyAndCount();
    return new Page(items, total, page);
  }

  async markReady(
    manager: EntityManager,
    id: string,
    ready: Pick<CollectionReport, 'title' | 'formats' | 'rendering' | 'documentCount'>,
  ): Promise<void> {
    await manager.update(CollectionReport, { id }, ready);
  }

  private withJob(): SelectQueryBuilder<CollectionReport> {
    return this.reports.createQueryBuilder('report').innerJoinAndSelect('report.job', 'job');
  }
}
