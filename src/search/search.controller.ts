import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Page } from '../common/pagination.js';
import type { Principal } from '../common/principal.js';
import { toDocumentFilter } from '../documents/document.dto.js';
import { Caller, UsersOnly } from '../http/access.decorators.js';
import { AnswersPage, Refuses } from '../http/answers.decorator.js';
import { toPageRequest } from '../http/common.schemas.js';
import { searchHitSchema, searchQuerySchema, toSearchHitView, type SearchHitView } from './search.dto.js';
import { SearchService } from './search.service.js';

@ApiTags('documents')
@UsersOnly()
@Controller('api/documents/search')
export class SearchController {
  constructor(private readonly searches: SearchService) {}

  @Get()
  @ApiOperation({ summary: 'Find documents by what stands in them, by their fields and by their names' })
  @AnswersPage('ok.search', searchHitSchema)
  @Refuses('UNAUTHORIZED', 'VALIDATION_ERROR')
  async search(
    @Caller() caller: Principal,
    @Query({ schema: searchQuerySchema }) query: z.infer<typeof searchQuerySchema>,
  ): Promise<Page<SearchHitView>> {
    const filter = toDocumentFilter(query);
    const found = await this.searches.search(caller.userId, query.q, filter, query.sort, toPageRequest(query));
    return found.map(toSearchHitView);
  }
}
