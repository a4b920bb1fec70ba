import { applyDecorators, Injectable, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/errors.js';
import type { Principal } from '../common/principal.js';
import { Refuses } from './answers.decorator.js';

@Injectable()
class AdminGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { user } = context.switchToHttp().getRequest<FastifyRequest & { user?: Principal }>();
    if (user?.role !== 'admin') throw new AppError('FORBIDDEN', 'error.admins_only');
    return true;
  }
}

/** Closes a route, or all of a controller, to everybody but administrators; others get `FORBIDDEN`. */
export const AdminsOnly = (): MethodDecorator & ClassDecorator =>
  applyDecorators(UseGuards(AdminGuard), Refuses('FORBIDDEN'));
