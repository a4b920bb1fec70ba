import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { parse } from 'node:path';
import type { z } from 'zod';
import type { Page } from '../common/pagination.js';
import type { Principal } from '../common/principal.js';
import type { CellValue } from '../extraction/extraction.types.js';
import { Caller, UsersOnly } from '../http/access.decorators.js';
import { AnswersPage, Refuses } from '../http/answers.decorator.js';
import { idSchema, toPageRequest } from '../http/common.schemas.js';
import { setDownloadHeaders } from '../http/download-headers.js';
import { exportTable, TABLE_MEDIA_TYPES } from './table-export.js';
import { tableDownloadSchema, tableQuerySchema, tableRowSchema } from './table.dto.js';
import { TablesService } from './tables.service.js';

@ApiTags('documents')
@UsersOnly()
@Refuses('UNAUTHORIZED', 'NOT_FOUND', 'CONFLICT', 'VALIDATION_ERROR')
@Controller('api/documents/:id/tables/:table_id')
export class TablesController {
  constructor(private readonly tables: TablesService) {}

  @Get()
  @ApiOperation({ summary: 'The rows of a table, page by page; 409 before there is anything' })
  @AnswersPage('ok.table', tableRowSchema)
  page(
    @Caller() caller: Principal,
    @Param('id', { schema: idSchema }) documentId: string,
    @Param('table_id') id: string,
    @Query({ schema: tableQuerySchema }) query: z.infer<typeof tableQuerySchema>,
  ): Promise<Page<CellValue[]>> {
    return this.tables.page(caller.userId, documentId, id, toPageRequest(query));
  }

  @Get('download')
  @ApiOperation({ summary: 'All rows of a table as a file' })
  @ApiProduces(...Object.values(TABLE_MEDIA_TYPES))
  @ApiResponse({ status: 200, description: 'The bytes', schema: { type: 'string', format: 'binary' } })
  async download(
    @Caller() caller: Principal,
    @Param('id', { schema: idSchema }) documentId: string,
    @Param('table_id') id: string,
    @Query({ schema: tableDownloadSchema }) { format }: z.infer<typeof tableDownloadSchema>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { document, table } = await this.tables.open(caller.userId, documentId, id);
    setDownloadHeaders(reply, `${parse(document.filename).name} ${id}.${format}`, TABLE_MEDIA_TYPES[format]);
    await reply.send(exportTable(table, format));
  }
}
