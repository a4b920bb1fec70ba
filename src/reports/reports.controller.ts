import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Principal } from '../common/principal.js';
import { Caller, UsersOnly } from '../http/access.decorators.js';
import { Answers, Refuses } from '../http/answers.decorator.js';
import { idSchema } from '../http/common.schemas.js';
import { setDownloadHeaders } from '../http/download-headers.js';
import {
  reportDownloadSchema,
  reportRequestSchema,
  reportSchema,
  reportStructureSchema,
  toReportView,
  type ReportView,
} from './report.dto.js';
import { REPORT_HTML_POLICY } from './report-html-policy.js';
import { REPORT_MEDIA_TYPES, type ReportStructure } from './report.types.js';
import { ReportsService } from './reports.service.js';

@ApiTags('reports')
@UsersOnly()
@Refuses('UNAUTHORIZED', 'NOT_FOUND', 'VALIDATION_ERROR')
@Controller('api/documents/:id/reports')
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Get()
  @ApiOperation({ summary: 'The reports on a document, newest first' })
  @Answers(200, 'ok.reports', z.array(reportSchema))
  async list(
    @Caller() caller: Principal,
    @Param('id', { schema: idSchema }) documentId: string,
  ): Promise<ReportView[]> {
    return (await this.reports.list(caller.userId, documentId)).map(toReportView);
  }

  @Post()
  @ApiOperation({ summary: 'Order another report, for example in another language' })
  @Answers(202, 'ok.report_accepted', reportSchema)
  @Refuses('CONFLICT')
  async request(
    @Caller() caller: Principal,
    @Param('id', { schema: idSchema }) documentId: string,
    @Body({ schema: reportRequestSchema }) { locale }: z.infer<typeof reportRequestSchema>,
  ): Promise<ReportView> {
    return toReportView(await this.reports.request(caller.userId, documentId, locale));
  }

  @Get(':report_id')
  @ApiOperation({ summary: 'What a report says, as JSON' })
  @Answers(200, 'ok.report', reportStructureSchema)
  @Refuses('CONFLICT')
  get(
    @Caller() caller: Principal,
    @Param('id', { schema: idSchema }) documentId: string,
    @Param('report_id', { schema: idSchema }) id: string,
  ): Promise<ReportStructure> {
    return this.reports.getStructure(caller.userId, documentId, id);
  }

  @Get(':report_id/download')
  @ApiOperation({ summary: 'A report as a file' })
  @ApiProduces(...Object.values(REPORT_MEDIA_TYPES))
  @ApiResponse({ status: 200, description: 'The bytes', schema: { type: 'string', format: 'binary' } })
  @Refuses('CONFLICT')
  async download(
    @Caller() caller: Principal,
    @Param('id', { schema: idSchema }) documentId: string,
    @Param('report_id', { schema: idSchema }) id: string,
    @Query({ schema: reportDownloadSchema }) { format }: z.infer<typeof reportDownloadSchema>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { report, body } = await this.reports.open(caller.userId, documentId, id, format);
    setDownloadHeaders(reply, `${report.title ?? 'report'}.${format}`, REPORT_MEDIA_TYPES[format]);
    if (format === 'html') void reply.header('content-security-policy', REPORT_HTML_POLICY);
    await reply.send(body);
  }
}
