import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../common/principal.js';
import { Caller, UsersOnly } from '../http/access.decorators.js';
import { Answers, Refuses } from '../http/answers.decorator.js';
import { idSchema } from '../http/common.schemas.js';
import type { AnnotatedExtraction } from '../fields/fields.service.js';
import { extractionSchema } from './extraction.dto.js';
import { ExtractionsService, type StoredExtraction } from './extractions.service.js';

@ApiTags('documents')
@UsersOnly()
@Controller('api/documents/:id/extracted-data')
export class ExtractionsController {
  constructor(private readonly extractions: ExtractionsService) {}

  @Get()
  @ApiOperation({ summary: 'What was extracted from a document; 409 before there is anything' })
  @Answers(200, 'ok.extraction', extractionSchema)
  @Refuses('UNAUTHORIZED', 'NOT_FOUND', 'CONFLICT', 'VALIDATION_ERROR')
  get(
    @Caller() caller: Principal,
    @Param('id', { schema: idSchema }) id: string,
  ): Promise<AnnotatedExtraction<StoredExtraction>> {
    return this.extractions.get(caller.userId, id);
  }
}
