import { Controller, Headers, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../common/errors.js';
import { FILE_TYPES } from '../common/media-types.js';
import type { Principal } from '../common/principal.js';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Caller, UsersOnly } from '../http/access.decorators.js';
import { Answers, Refuses } from '../http/answers.decorator.js';
import { requestLocale, say } from '../http/request-context.js';
import { parseInput } from '../http/validation.pipe.js';
import { RateLimitsService } from '../rate-limits/rate-limits.service.js';
import {
  batchOutcomeSchema,
  documentSchema,
  idempotencyKeySchema,
  toDocumentView,
  uploadFieldsSchema,
  type BatchOutcome,
  type DocumentView,
} from './document.dto.js';
import { readForm } from './multipart-form.js';
import { UploadsService, type IncomingFile, type StagedUpload } from './uploads.service.js';

const FORM_OVERHEAD_BYTES = 64 * 1024;
type UploadFields = z.infer<typeof uploadFieldsSchema>;

const BINARY = { type: 'string', format: 'binary' } as const;
const OPTIONS = {
  type: 'string',
  description: 'JSON: ocr (auto, off, force), languages (kor+eng), pages (1-10,12), tables (true, false)',
  example: '{"ocr":"auto","pages":"1-10"}',
} as const;

@ApiTags('documents')
@UsersOnly()
@Controller('api/documents/upload')
export class UploadsController {
  constructor(
    private readonly uploads: UploadsService,
    private readonly limits: RateLimitsService,
    @InjectEnv() private readonly env: Env,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Upload a file; it is processed in the background' })
  @ApiConsumes('multipart/form-data')
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'The same key and file give the same document' })
  @ApiBody({
    schema: {
      type: 'object',
      required: ['file'],
      properties: { file: BINARY, file_type: { type: 'string', enum: [...FILE_TYPES] }, options: OPTIONS },
      example: { file: '(the bytes of invoice.xlsx)' },
    },
  })
  @Answers(202, 'ok.document_accepted', documentSchema)
  @Refuses(
    'UNAUTHORIZED',
    'FILE_TOO_LARGE',
    'UNSUPPORTED_FILE_TYPE',
    'VALIDATION_ERROR',
    'IDEMPOTENCY_MISMATCH',
    'QUOTA_EXCEEDED',
    'QUEUE_FULL',
    'RATE_LIMITED',
    'STORAGE_QUOTA_EXCEEDED',
    'BAD_REQUEST',
  )
  async upload(
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
  ): Promise<DocumentView> {
    this.refuseAnnouncedExcess(request, 1);
    await this.limits.admitUpload(caller.userId, request.ip);
    parseInput(idempotencyKeySchema, idempotencyKey, 'Idempotency-Key');
    await this.uploads.assertRoom(caller.userId);
    const { staged, fields } = await this.readUpload(caller, request);
    const document = await this.uploads.accept(caller.userId, staged, {
      fileType: fields.file_type,
      options: fields.options,
      idempotencyKey,
    });
    return toDocumentView(document, requestLocale());
  }

  @Post('batch')
  @ApiOperation({ summary: 'Upload several files; one bad file harms no other' })
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['files'],
      properties: { options: OPTIONS, files: { type: 'array', items: BINARY } },
      example: { files: ['(the bytes of invoice.xlsx)', '(the bytes of receipt.png)'] },
    },
  })
  @Answers(202, 'ok.batch_accepted', z.array(batchOutcomeSchema))
  @Refuses('UNAUTHORIZED', 'FILE_TOO_LARGE', 'VALIDATION_ERROR', 'BAD_REQUEST')
  async uploadBatch(@Caller() caller: Principal, @Req() request: FastifyRequest): Promise<BatchOutcome[]> {
    this.refuseAnnouncedExcess(request, this.env.MAX_BATCH_FILES);
    const outcomes: BatchOutcome[] = [];
    let options: UploadFields['options'];
    for await (const part of readForm(request)) {
      if (part.kind === 'field') {
        if (part.name === 'options') options = readBatchOptions(part.value, outcomes.length);
        continue;
      }
      const tooMany = outcomes.length >= this.env.MAX_BATCH_FILES;
      outcomes.push(
        tooMany ? this.refuseSurplus(part.file) : await this.receive(caller, request.ip, part.file, options),
      );
    }
    if (outcomes.length === 0) throw missingFile('files');
    return outcomes;
  }

  /** The fields may come before or after the file, so they can only be checked at the end. */
  private async readUpload(
    caller: Principal,
    request: FastifyRequest,
  ): Promise<{ staged: StagedUpload; fields: UploadFields }> {
    const fields: Record<string, string> = {};
    let staged: StagedUpload | undefined;
    try {
      for await (const part of readForm(request)) {
        if (part.kind === 'field') fields[part.name] = part.value;
        else if (part.name !== 'file' || staged) part.file.body.resume();
        else staged = await this.uploads.stage(caller.userId, part.file);
      }
      if (!staged) throw missingFile('file');
      return { staged, fields: parseInput(uploadFieldsSchema, fields) };
    } catch (error) {
      if (staged) await this.uploads.discard(staged);
      throw error;
    }
  }

  private async receive(
    caller: Principal,
    address: string,
    file: IncomingFile,
    options: UploadFields['options'],
  ): Promise<BatchOutcome> {
    try {
      await this.limits.admitUpload(caller.userId, address);
      const document = await this.uploads.receive(caller.userId, file, { options });
      return { filename: document.filename, success: true, document: toDocumentView(document, requestLocale()) };
    } catch (error) {
      file.body.resume();
      // A broken request ends the batch; what was accepted before it stays accepted.
      if (!(error instanceof AppError) || error.code === 'BAD_REQUEST') throw error;
      return { filename: file.filename, success: false, error_code: error.code, message: say(error.key, error.params) };
    }
  }

  private refuseSurplus(file: IncomingFile): BatchOutcome {
    file.body.resume();
    const message = say('error.too_many_files', { limit: this.env.MAX_BATCH_FILES });
    return { filename: file.filename, success: false, error_code: 'VALIDATION_ERROR', message };
  }

  /** What says beforehand that it is too large need not be received at all. */
  private refuseAnnouncedExcess(request: FastifyRequest, files: number): void {
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced <= this.env.MAX_UPLOAD_SIZE * files + FORM_OVERHEAD_BYTES) return;
    throw new AppError('FILE_TOO_LARGE', 'error.file_too_large', { params: { limit: this.env.MAX_UPLOAD_SIZE } });
  }
}

/** Files are accepted as they come: options after one of them would come too late for it. */
function readBatchOptions(text: string, filesBefore: number): UploadFields['options'] {
  if (filesBefore === 0) return parseInput(uploadFieldsSchema, { options: text }).options;
  const details = [{ field: 'options', message: say('invalid.options_after_files', { files: filesBefore }) }];
  throw new AppError('VALIDATION_ERROR', 'error.validation', { details });
}

function missingFile(field: string): AppError {
  const details = [{ field, message: say('error.file_missing', { field }) }];
  return new AppError('VALIDATION_ERROR', 'error.file_missing', { params: { field }, details });
}
