import { Injectable, type ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { AppError, describeError, isError } from '../common/errors.js';
import type { Principal } from '../common/principal.js';
import type { RouteAccess } from '../http/access.decorators.js';

/** Guards every route by what it declares. Routes for operators are guarded before, with those that Nest does not know. */
@Injectable()
export class JwtAuthGuard extends AuthGuard('jwt') {
  override canActivate(
    context: ExecutionContext,
  ): ReturnType<InstanceType<ReturnType<typeof AuthGuard>>['canActivate']> {
    // Sockets authenticate in their gateway, where they can still be told why they are closed.
    if (context.getType() !== 'http') return true;
    const access = accessOf(context);
    return access === 'public' || access === 'operations' ? true : super.canActivate(context);
  }

  override handleRequest<T>(
    error: unknown,
    principal: (T & Principal) | false,
    info: unknown,
    context: ExecutionContext,
  ): T {
    if (error) throw isError(error) ? error : new Error(describeError(error));
    if (info instanceof Error && info.name === 'TokenExpiredError') {
      throw new AppError('TOKEN_EXPIRED', 'error.token_expired');
    }
    if (!principal) throw new AppError('UNAUTHORIZED', 'error.unauthorized');
    if (accessOf(context) === 'admin' && principal.role !== 'admin') {
      throw new AppError('FORBIDDEN', 'error.admins_only');
    }
    return principal;
  }
}

function accessOf(context: ExecutionContext): RouteAccess | undefined {
  return context.switchToHttp().getRequest<FastifyRequest>().routeOptions.config.access;
}
