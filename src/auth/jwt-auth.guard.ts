import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { AppError, describeError, isError } from '../common/errors.js';
import { PUBLIC_ROUTE } from '../http/access.decorators.js';

/** Guards every route that is not marked `@Public()`. */
@Injectable()
export class JwtAuthGuard extends AuthGuard('jwt') {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override canActivate(
    context: ExecutionContext,
  ): ReturnType<InstanceType<ReturnType<typeof AuthGuard>>['canActivate']> {
    // Sockets authenticate in their gateway, where they can still be told why they are closed.
    if (context.getType() !== 'http') return true;
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC_ROUTE, [
      context.getHandler(),
      context.getClass(),
    ]);
    return isPublic === true ? true : super.canActivate(context);
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
