import { Body, Controller, Delete, Get, Headers, Param, Post, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Page } from '../../common/pagination.js';
import type { Principal } from '../../common/principal.js';
import { idempotencyKeySchema } from '../../documents/document.dto.js';
import { Caller, UsersOnly } from '../../http/access.decorators.js';
import { Answers, AnswersPage, Refuses } from '../../http/answers.decorator.js';
import { idSchema, nothingSchema, toPageRequest } from '../../http/common.schemas.js';
import { setDownloadHeaders } from '../../http/download-headers.js';
import { requestLocale } from '../../http/request-context.js';
import { parseInput } from '../../http/validation.pipe.js';
import { reportDownloadSchema } from '../report.dto.js';
import { REPORT_HTML_POLICY } from '../report-html-policy.js';
import { REPORT_MEDIA_TYPES } from '../report.types.js';
import {
  collectionListQuerySchema,
  collectionOrderSchema,
  collectionReportDetailSchema,
  collectionReportSchema,
  toCollectionReportDetailView,
  toCollectionReportView,
  toOrder,
  type CollectionReportDetailView,
  type CollectionReportView,
} from './collection-report.dto.js';
import { CollectionReportsService } from './collection-reports.service.js';

@ApiTags('reports')
@UsersOnly()
@Refuses('UNAUTHORIZED', 'VALIDATION_ERROR')
@Controller('api/reports')
export class CollectionReportsController {
  constructor(private readonly reports: CollectionReportsService) {}

  @Post()
  @ApiOperation({
    summary: 'Order a report across documents',
    description:
      'On documents that you name or that match a filter when it is made. Totals (never across currencies), counts, ' +
      'trends, duplicates, missing fields and failed checks, each line with the path of its document. ' +
      '`report_ready` or `report_failed` tells of its end.',
  })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'The same key and order give the same report' })
  @Answers(202, 'ok.report_accepted', collectionReportSchema)
  @Refuses('NOT_FOUND', 'IDEMPOTENCY_MISMATCH', 'QUOTA_EXCEEDED', 'QUEUE_FULL')
  async order(
    @Caller() caller: Principal,
    @Body({ schema: collectionOrderSchema }) body: z.infer<typeof collectionOrderSchema>,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
  ): Promise<CollectionReportView> {
    parseInput(idempotencyKeySchema, idempotencyKey, 'Idempotency-Key');
    const report = await this.reports.order(caller.userId, toOrder(body), idempotencyKey);
    return toCollectionReportView(report, requestLocale());
  }

  @Get()
  @ApiOperation({ summary: 'Your reports across documents' })
  @AnswersPage('ok.reports', collectionReportSchema)
  async list(
    @Caller() caller: Principal,
    @Query({ schema: collectionListQuerySchema }) query: z.infer<typeof collectionListQuerySchema>,
  ): Promise<Page<CollectionReportView>> {
    const page = await this.reports.list(caller.userId, query.sort, toPageRequest(query));
    return page.map((report) => toCollectionReportView(report, requestLocale()));
  }

  @Get(':report_id')
  @ApiOperation({ summary: 'A report across documents: how far it is and, once it is ready, what it says' })
  @Answers(200, 'ok.report', collectionReportDetailSchema)
  @Refuses('NOT_FOUND')
  async get(
    @Caller() caller: Principal,
    @Param('report_id', { schema: idSchema }) id: string,
  ): Promise<CollectionReportDetailView> {
    const report = await this.reports.get(caller.userId, id);
    return toCollectionReportDetailView(report, await this.reports.structureOf(report), requestLocale());
  }

  @Get(':report_id/download')
  @ApiOperation({ summary: 'A report across documents as a file' })
  @ApiProduces(...Object.values(REPORT_MEDIA_TYPES))
  @ApiResponse({ status: 200, description: 'The bytes', schema: { type: 'string', format: 'binary' } })
  @Refuses('NOT_FOUND', 'CONFLICT')
  async download(
    @Caller() caller: Principal,
    @Param('report_id', { schema: idSchema }) id: string,
    @Query({ schema: reportDownloadSchema }) { format }: z.infer<typeof reportDownloadSchema>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { report, body } = await this.reports.open(caller.userId, id, format);
    setDownloadHeaders(reply, `${report.title ?? 'report'}.${format}`, REPORT_MEDIA_TYPES[format]);
    if (format === 'html') void reply.header('content-security-policy', REPORT_HTML_POLICY);
    await reply.send(body);
  }

  @Delete(':report_id')
  @ApiOperation({ summary: 'Delete a report across documents with its files; one that is being made is stopped' })
  @Answers(200, 'ok.report_deleted', nothingSchema)
  @Refuses('NOT_FOUND')
  async delete(@Caller() caller: Principal, @Param('report_id', { schema: idSchema }) id: string): Promise<void> {
    await this.reports.delete(caller.userId, id);
  }
}
