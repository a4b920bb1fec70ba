import { Body, Controller, Delete, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { AppError } from '../common/errors.js';
import type { Page } from '../common/pagination.js';
import type { Principal } from '../common/principal.js';
import { Caller, UsersOnly } from '../http/access.decorators.js';
import { Answers, AnswersPage, Refuses } from '../http/answers.decorator.js';
import { idSchema, nothingSchema, toPageRequest } from '../http/common.schemas.js';
import { dispositionOf, setDownloadHeaders } from '../http/download-headers.js';
import { requestLocale } from '../http/request-context.js';
import { DocumentStatisticsService, type DocumentStatistics } from './document-statistics.service.js';
import {
  documentSchema,
  listQuerySchema,
  statisticsSchema,
  toDocumentFilter,
  toDocumentView,
  type DocumentView,
} from './document.dto.js';
import { reprocessSchema } from './reading-options.schema.js';
import { DocumentsService } from './documents.service.js';
import { etagOf, wantedPart } from './original-file.js';

@ApiTags('documents')
@UsersOnly()
@Refuses('UNAUTHORIZED')
@Controller('api/documents')
export class DocumentsController {
  constructor(
    private readonly documents: DocumentsService,
    private readonly statistics: DocumentStatisticsService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Your documents' })
  @AnswersPage('ok.documents', documentSchema)
  @Refuses('VALIDATION_ERROR')
  async list(
    @Caller() caller: Principal,
    @Query({ schema: listQuerySchema }) query: z.infer<typeof listQuerySchema>,
  ): Promise<Page<DocumentView>> {
    const filter = { ...toDocumentFilter(query), filename: query.q };
    const page = await this.documents.list(caller.userId, filter, query.sort, toPageRequest(query));
    return page.map((document) => toDocumentView(document, requestLocale()));
  }

  @Get('stats/summary')
  @ApiOperation({ summary: 'Figures over your documents' })
  @Answers(200, 'ok.statistics', statisticsSchema)
  summarize(@Caller() caller: Principal): Promise<DocumentStatistics> {
    return this.statistics.summarize(caller.userId);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One document' })
  @Answers(200, 'ok.document', documentSchema)
  @Refuses('NOT_FOUND', 'VALIDATION_ERROR')
  async get(@Caller() caller: Principal, @Param('id', { schema: idSchema }) id: string): Promise<DocumentView> {
    return toDocumentView(await this.documents.get(caller.userId, id), requestLocale());
  }

  @Delete(':id')
  @ApiOperation({
    summary: 'Delete a document with its file, extraction and reports; a running job is cancelled first',
  })
  @Answers(200, 'ok.document_deleted', nothingSchema)
  @Refuses('NOT_FOUND', 'VALIDATION_ERROR')
  async delete(@Caller() caller: Principal, @Param('id', { schema: idSchema }) id: string): Promise<void> {
    await this.documents.delete(caller.userId, id);
  }

  @Post(':id/reprocess')
  @ApiOperation({
    summary: 'Process a document again',
    description: 'Read as last time, or with the given options; what they leave open follows the configuration.',
  })
  @Answers(202, 'ok.document_reprocessing', documentSchema)
  @Refuses('NOT_FOUND', 'JOB_ACTIVE', 'VALIDATION_ERROR', 'QUOTA_EXCEEDED', 'QUEUE_FULL')
  async reprocess(
    @Caller() caller: Principal,
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: reprocessSchema }) { options }: z.infer<typeof reprocessSchema>,
  ): Promise<DocumentView> {
    return toDocumentView(await this.documents.reprocess(caller.userId, id, options), requestLocale());
  }

  @Post(':id/cancel')
  @ApiOperation({ summary: 'Cancel processing; a running parse is really stopped' })
  @Answers(200, 'ok.document_cancelled', documentSchema)
  @Refuses('NOT_FOUND', 'CONFLICT', 'VALIDATION_ERROR')
  async cancel(@Caller() caller: Principal, @Param('id', { schema: idSchema }) id: string): Promise<DocumentView> {
    return toDocumentView(await this.documents.cancel(caller.userId, id), requestLocale());
  }

  @Get(':id/download')
  @ApiOperation({ summary: 'The file as it was uploaded; understands Range and If-None-Match' })
  @ApiProduces('application/octet-stream')
  @ApiResponse({ status: 200, description: 'The bytes', schema: { type: 'string', format: 'binary' } })
  @ApiResponse({ status: 206, description: 'A part of the bytes', schema: { type: 'string', format: 'binary' } })
  @ApiResponse({ status: 302, description: 'Where the store gives the bytes, when S3_PRESIGNED_DOWNLOADS is set' })
  @ApiResponse({ status: 304, description: 'The client has it already' })
  @Refuses('NOT_FOUND', 'RANGE_NOT_SATISFIABLE', 'VALIDATION_ERROR')
  async download(
    @Caller() caller: Principal,
    @Param('id', { schema: idSchema }) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const document = await this.documents.get(caller.userId, id);
    const wanted = wantedPart(request, document);
    void reply.header('etag', etagOf(document)).header('accept-ranges', 'bytes');
    if (wanted.kind === 'unmodified') {
      await reply.status(304).send();
      return;
    }
    const { sizeBytes, mediaType } = document;
    if (wanted.kind === 'unsatisfiable') {
      void reply.header('content-range', `bytes */${sizeBytes}`);
      throw new AppError('RANGE_NOT_SATISFIABLE', 'error.range', { params: { size: sizeBytes } });
    }
    const elsewhere = await this.documents.originalUrl(document, {
      disposition: dispositionOf(document.filename),
      mediaType,
    });
    if (elsewhere !== null) {
      await reply.header('cache-control', 'private, no-store').redirect(elsewhere, 302);
      return;
    }
    setDownloadHeaders(reply, document.filename, mediaType);
    if (wanted.kind === 'part') {
      const { start, end } = wanted.range;
      void reply.status(206).header('content-range', `bytes ${start}-${end}/${sizeBytes}`);
      void reply.header('content-length', end - start + 1);
      await reply.send(await this.documents.openOriginal(document, wanted.range));
      return;
    }
    void reply.header('content-length', sizeBytes);
    await reply.send(await this.documents.openOriginal(document));
  }
}
