import { Injectable } from '@nestjs/common';
import type { FastifyInstance, RouteOptions } from 'fastify';
import type { RouteAccess } from './access.decorators.js';

export interface DeclaredRoute {
  method: string;
  path: string;
  access: RouteAccess;
}

/** Routes that packages make, which know nothing of our declarations. */
const MADE_BY_PACKAGES: [path: RegExp, access: RouteAccess][] = [
  [/^\/(docs|redoc|openapi\.(json|yaml))(\/|$)/, 'operations'],
  [/^\/queues(\/|$)/, 'admin'],
];

/** Every route of this process with who may use it. One that nobody decided about keeps the process from starting. */
@Injectable()
export class RouteTable {
  private readonly declared: DeclaredRoute[] = [];
  private readonly undeclared: string[] = [];

  /** To be called before any route is made. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', (route) => {
      this.add(route);
    });
    fastify.addHook('onReady', (done) => {
      done(this.undeclared.length === 0 ? undefined : new UndeclaredRouteError(this.undeclared));
    });
  }

  all(): readonly DeclaredRoute[] {
    return this.declared;
  }

  private add(route: RouteOptions): void {
    const methods = [route.method].flat();
    // The preflight of CORS, which tells nothing but who may ask.
    if (methods.every((method) => method === 'OPTIONS') && route.url === '*') return;
    const access =
      route.config?.access ?? MADE_BY_PACKAGES.find(([path]) => path.test(route.url.replace(/\/+$/, '')))?.[1];
    if (access === undefined) {
      this.undeclared.push(...methods.map((method) => `${method} ${route.url}`));
      return;
    }
    route.config = { ...route.config, access };
    this.declared.push(...methods.map((method) => ({ method, path: route.url, access })));
  }
}

export class UndeclaredRouteError extends Error {
  constructor(routes: string[]) {
    super(`Nobody said who may use ${routes.join(', ')}: see access.decorators.ts`);
    this.name = 'UndeclaredRouteError';
  }
}
