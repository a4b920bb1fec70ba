import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Job } from './job.entity.js';
import { JobQuota } from './job-quota.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Job])],
  providers: [JobsRepository, JobQuota, JobsService],
  exports: [JobsRepository, JobsService],
})
export class JobsModule {}
