import { Injectable, type ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { AppError, describeError, isError } from '../common/errors.js';
import type { Principal } from '../common/principal.js';

/**
 * Guards every route by what it declares, and turns `Authorization: Bearer` into the {@link Principal} of the request.
 * Routes for operators are guarded before, together with those that Nest does not know.
 */
@Injectable()
export class JwtAuthGuard extends AuthGuard('jwt') {
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    // Sockets authenticate in their gateway, where they can still be told why they are closed.
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest & { user?: Principal }>();
    const { access } = request.routeOptions.config;
    if (access === 'public' || access === 'operations') return true;
    await super.canActivate(context);
    if (access === 'admin' && request.user?.role !== 'admin') throw new AppError('FORBIDDEN', 'error.admins_only');
    return true;
  }

  override handleRequest<T>(error: unknown, principal: T | false, info: unknown): T {
    if (error) throw isError(error) ? error : new Error(describeError(error));
    if (info instanceof Error && info.name === 'TokenExpiredError') {
      throw new AppError('TOKEN_EXPIRED', 'error.token_expired');
    }
    if (!principal) throw new AppError('UNAUTHORIZED', 'error.unauthorized');
    return principal;
  }
}
