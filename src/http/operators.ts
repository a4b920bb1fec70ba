import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AuthService } from '../auth/auth.service.js';
import { BasicCredentials } from '../auth/basic-credentials.js';
import { AppError } from '../common/errors.js';
import type { UserRole } from '../common/principal.js';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { bearsMetricsToken } from '../metrics/metrics-token.js';
import { toAppError } from './app-error.js';
import { refuse } from './refusal.js';

const CHALLENGE = 'Basic realm="Sheaf", charset="UTF-8"';
const METRICS_PATH = '/metrics';

/**
 * Lets administrators, by bearer token or by name and password, to what is for whoever operates the service; and
 * Prometheus to the metrics, by `METRICS_TOKEN`. For routes that Nest's guards do not see.
 */
@Injectable()
export class Operators {
  constructor(
    private readonly auth: AuthService,
    private readonly basic: BasicCredentials,
    @InjectEnv() private readonly env: Env,
  ) {}

  /** Closes documentation and metrics to everybody else, when `PUBLIC_OPERATIONS` says so. */
  guardOperations(fastify: FastifyInstance): void {
    if (this.env.PUBLIC_OPERATIONS) return;
    fastify.addHook('onRequest', async (request, reply) => {
      if (request.routeOptions.config.access !== 'operations' || this.isScraper(request)) return;
      await this.admit(request, reply);
    });
  }

  /** Answers itself: what is thrown here could reach the error handler of a package, which tells it to the caller. */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const refusal = await this.refusalFor(request);
    if (refusal === null) return;
    if (refusal.code === 'UNAUTHORIZED') void reply.header('www-authenticate', CHALLENGE);
    await refuse(reply, refusal);
  }

  private async refusalFor(request: FastifyRequest): Promise<AppError | null> {
    try {
      const role = await this.roleOf(request);
      if (role === 'admin') return null;
      return role === null
        ? new AppError('UNAUTHORIZED', 'error.unauthorized')
        : new AppError('FORBIDDEN', 'error.admins_only');
    } catch (error) {
      return toAppError(error, request);
    }
  }

  private async roleOf({ headers, ip }: FastifyRequest): Promise<UserRole | null> {
    const [, scheme = '', credentials = ''] = /^(bearer|basic) (.+)$/i.exec(headers.authorization ?? '') ?? [];
    switch (scheme.toLowerCase()) {
      case 'bearer':
        return (await this.auth.resolveToken(credentials))?.principal.role ?? null;
      case 'basic':
        return (await this.basic.resolve(credentials, ip))?.role ?? null;
      default:
        return null;
    }
  }

  private isScraper({ headers, routeOptions }: FastifyRequest): boolean {
    const { METRICS_TOKEN: token } = this.env;
    return routeOptions.url === METRICS_PATH && token !== undefined && bearsMetricsToken(headers.authorization, token);
  }
}
