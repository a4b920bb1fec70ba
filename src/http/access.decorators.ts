import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiSecurity } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../common/principal.js';

/**
 * Who may use a route: anybody, whoever is logged in, administrators, or whoever operates the service
 * (`PUBLIC_OPERATIONS` says whether that is anybody). A route that says nothing keeps the service from starting.
 */
export type RouteAccess = 'public' | 'user' | 'admin' | 'operations';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
  }
}

type RouteDecorator = MethodDecorator & ClassDecorator;
type Handler = (...args: never[]) => unknown;

const DECLARED = Symbol('declared access');

/** Opens a route, or all of a controller, to callers without a token. */
export const Public = (): RouteDecorator => declareAccess('public');

/** For whoever is logged in; whose the things are that a route speaks of, its handler looks at. */
export const UsersOnly = (): RouteDecorator =>
  applyDecorators(declareAccess('user'), ApiBearerAuth('bearer'), ApiSecurity('password'));

/** For administrators; others get 403. */
export const AdminsOnly = (): RouteDecorator =>
  applyDecorators(declareAccess('admin'), ApiBearerAuth('bearer'), ApiSecurity('password'));

/** For whoever operates the service: anybody, or administrators when PUBLIC_OPERATIONS is false. */
export const OperationsOnly = (): RouteDecorator => declareAccess('operations');

/** The authenticated caller. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const { user } = context.switchToHttp().getRequest<FastifyRequest & { user?: Principal }>();
  if (!user) throw new Error('This route has no caller: it is public');
  return user;
});

/** Fastify reads a route's configuration from its method, so a class hands its own on to those that have none. */
function declareAccess(access: RouteAccess): RouteDecorator {
  return (target: object, name?: string | symbol, method?: PropertyDescriptor) => {
    if (name !== undefined && method !== undefined) {
      declareOn(target, name, method, access);
      return;
    }
    const prototype = (target as { prototype: object }).prototype;
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (isUndeclaredRoute(descriptor.value)) declareOn(prototype, key, descriptor, access);
    }
  };
}

function declareOn(target: object, name: string | symbol, method: PropertyDescriptor, access: RouteAccess): void {
  RouteConfig({ access })(target, name, method);
  Reflect.defineMetadata(DECLARED, true, method.value as Handler);
}

function isUndeclaredRoute(member: unknown): boolean {
  return (
    typeof member === 'function' &&
    Reflect.hasMetadata(METHOD_METADATA, member) &&
    !Reflect.hasMetadata(DECLARED, member)
  );
}
