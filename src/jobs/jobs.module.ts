import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Job } from './job.entity.js';
import { JobMetrics } from './job.metrics.js';
import { JobQuota } from './job-quota.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Job])],
  providers: [JobsRepository, JobQuota, JobMetrics, JobsService],
  exports: [JobsRepository, JobMetrics, JobsService],
})
export class JobsModule {}
