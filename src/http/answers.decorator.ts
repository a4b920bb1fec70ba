import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import type { ErrorCode } from '../common/errors.js';
import type { MessageKey } from '../common/messages/messages.js';
import { errorSchema, pageSchema, successSchema } from './envelope.js';
import { ERROR_STATUS } from './error-status.js';

export const ANSWER_MESSAGE = 'sheaf:answer-message';

type RouteDecorator = MethodDecorator & ClassDecorator;

/** The route answers `data` in the envelope: its status, its message and its documentation. */
export function Answers(status: number, message: MessageKey, data: z.ZodType): RouteDecorator {
  return answer(status, message, successSchema(data));
}

/** The route answers a page of `item`s. */
export function AnswersPage(message: MessageKey, item: z.ZodType): RouteDecorator {
  return answer(200, message, pageSchema(item));
}

/** Documents the refusals of a route beside those that every route has. */
export function Refuses(...codes: ErrorCode[]): RouteDecorator {
  const statuses = new Set(codes.map((code) => ERROR_STATUS[code]));
  return applyDecorators(
    ...[...statuses].map((status) => {
      const description = codes.filter((code) => ERROR_STATUS[code] === status).join(', ');
      return ApiResponse({ status, description, standardSchema: errorSchema });
    }),
  );
}

function answer(status: number, message: MessageKey, schema: z.ZodType): RouteDecorator {
  return applyDecorators(
    HttpCode(status),
    SetMetadata(ANSWER_MESSAGE, message),
    ApiResponse({ status, description: 'Success', standardSchema: schema }),
  );
}
