import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Principal } from '../common/principal.js';
import { Caller, UsersOnly } from '../http/access.decorators.js';
import { Answers, Refuses } from '../http/answers.decorator.js';
import { idSchema } from '../http/common.schemas.js';
import { requestLocale } from '../http/request-context.js';
import { jobSchema, toJobView, type JobView } from './job.dto.js';
import { JobsService } from './jobs.service.js';

@ApiTags('jobs')
@UsersOnly()
@Refuses('UNAUTHORIZED', 'NOT_FOUND', 'VALIDATION_ERROR')
@Controller('api')
export class JobsController {
  constructor(private readonly jobs: JobsService) {}

  @Get('jobs/:job_id')
  @ApiOperation({ summary: 'One job' })
  @Answers(200, 'ok.job', jobSchema)
  async get(@Caller() caller: Principal, @Param('job_id', { schema: idSchema }) id: string): Promise<JobView> {
    return toJobView(await this.jobs.get(caller.userId, id), requestLocale());
  }

  @Get('documents/:id/jobs')
  @ApiOperation({ summary: 'All jobs of a document, newest first' })
  @Answers(200, 'ok.jobs', z.array(jobSchema))
  async list(@Caller() caller: Principal, @Param('id', { schema: idSchema }) documentId: string): Promise<JobView[]> {
    const jobs = await this.jobs.listForDocument(caller.userId, documentId);
    return jobs.map((job) => toJobView(job, requestLocale()));
  }
}
