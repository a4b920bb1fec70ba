import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Principal } from '../common/principal.js';
import { Caller, UsersOnly } from '../http/access.decorators.js';
import { Refuses } from '../http/answers.decorator.js';
import { idSchema, pageQuery } from '../http/common.schemas.js';
import { ThumbnailsService } from './thumbnails.service.js';

const WIDTHS = [160, 320, 640, 1280] as const;

const thumbnailQuerySchema = z.object({
  page: pageQuery.page,
  width: z.coerce
    .number()
    .pipe(z.literal(WIDTHS))
    .default(320)
    .describe(`Pixels: ${WIDTHS.join(', ')}`),
});

@ApiTags('documents')
@UsersOnly()
@Controller('api/documents/:id/thumbnail')
export class ThumbnailsController {
  constructor(private readonly thumbnails: ThumbnailsService) {}

  @Get()
  @ApiOperation({ summary: 'A page as a small picture: the first pages of PDFs and images have one' })
  @ApiProduces('image/webp')
  @ApiResponse({ status: 200, description: 'The picture', schema: { type: 'string', format: 'binary' } })
  @ApiResponse({ status: 304, description: 'The client has it already' })
  @Refuses('UNAUTHORIZED', 'NOT_FOUND', 'CONFLICT', 'VALIDATION_ERROR')
  async get(
    @Caller() caller: Principal,
    @Param('id', { schema: idSchema }) id: string,
    @Query({ schema: thumbnailQuerySchema }) { page, width }: z.infer<typeof thumbnailQuerySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const image = await this.thumbnails.locate(caller.userId, id, page);
    const etag = `"${image.jobId}-${page}-${width}"`;
    const isKnown = request.headers['if-none-match']?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
    const body = isKnown ? null : await this.thumbnails.render(image, width);
    void reply.header('etag', etag).header('cache-control', 'private, no-cache');
    if (body === null) await reply.status(304).send();
    else await reply.header('x-content-type-options', 'nosniff').type('image/webp').send(body);
  }
}
