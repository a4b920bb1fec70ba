import { Body, Controller, Get, Param, Patch } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Principal } from '../common/principal.js';
import { Caller, UsersOnly } from '../http/access.decorators.js';
import { Answers, Refuses } from '../http/answers.decorator.js';
import { idSchema } from '../http/common.schemas.js';
import { requestLocale } from '../http/request-context.js';
import { FieldCorrectionsService } from './field-corrections.service.js';
import { correctionSchema, fieldNameSchema, fieldSchema, toFieldView, type FieldView } from './field.dto.js';

@ApiTags('documents')
@UsersOnly()
@Refuses('UNAUTHORIZED', 'NOT_FOUND', 'CONFLICT', 'VALIDATION_ERROR')
@Controller('api/documents/:id/fields')
export class FieldsController {
  constructor(private readonly fields: FieldCorrectionsService) {}

  @Get()
  @ApiOperation({ summary: 'The fields of a document: what was found, your corrections, and their history' })
  @Answers(200, 'ok.fields', z.array(fieldSchema))
  async list(@Caller() caller: Principal, @Param('id', { schema: idSchema }) documentId: string): Promise<FieldView[]> {
    return (await this.fields.list(caller.userId, documentId)).map(toFieldView);
  }

  @Patch(':name')
  @ApiOperation({
    summary: 'Correct a field, or take a correction back; what was found stays beside it, and a new report is made',
  })
  @Answers(200, 'ok.field_corrected', fieldSchema)
  async correct(
    @Caller() caller: Principal,
    @Param('id', { schema: idSchema }) documentId: string,
    @Param('name', { schema: fieldNameSchema }) name: string,
    @Body({ schema: correctionSchema }) { value, ordinal }: z.infer<typeof correctionSchema>,
  ): Promise<FieldView> {
    const request = { name, ordinal, value };
    return toFieldView(await this.fields.correct(caller.userId, documentId, request, requestLocale()));
  }
}
