import { createParamDecorator, SetMetadata, type CustomDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../common/principal.js';

export const PUBLIC_ROUTE = 'sheaf:public';

/** Opens a route to callers without a token. Every other route needs one. */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC_ROUTE, true);

/** The authenticated caller. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const { user } = context.switchToHttp().getRequest<FastifyRequest & { user?: Principal }>();
  if (!user) throw new Error('This route has no caller: it is public');
  return user;
});
