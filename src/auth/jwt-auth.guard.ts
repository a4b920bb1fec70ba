import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/errors.js';
import type { Principal } from '../common/principal.js';
import { AuthService } from './auth.service.js';

/**
 * Guards every route by what it declares, and turns `Authorization: Bearer` into the {@link Principal} of the request.
 * Routes for operators are guarded before, together with those that Nest does not know.
 */
@Injectable()
export class JwtAuthGuard implements CanActivate {
  constructor(private readonly auth: AuthService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Sockets authenticate in their gateway, where they can still be told why they are closed.
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest & { user?: Principal }>();
    const { access } = request.routeOptions.config;
    if (access === 'public' || access === 'operations') return true;
    const token = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const principal = await this.auth.principalOf(token ?? '');
    if (access === 'admin' && principal.role !== 'admin') throw new AppError('FORBIDDEN', 'error.admins_only');
    request.user = principal;
    return true;
  }
}
