import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../common/principal.js';
import type { Standing } from '../rate-limits/rate-limit.types.js';
import { admit, RateLimitsService, tooManyRequests } from '../rate-limits/rate-limits.service.js';
import { refuse } from './refusal.js';

/** Who balances the load asks often, and must be answered. */
const UNLIMITED = /^\/health(\/|$)/;

/** Counts what a user asks for; comes after the guard that says who that is. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(private readonly limits: RateLimitsService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const http = context.switchToHttp();
    const { user } = http.getRequest<FastifyRequest & { user?: Principal }>();
    if (!user) return true;
    const standing = await this.limits.takeRequestOfUser(user.userId);
    tell(http.getResponse<FastifyReply>(), standing);
    admit(standing);
    return true;
  }
}

/** Counts what an address asks for, before anything else is done for it. */
export function limitAddresses(fastify: FastifyInstance, limits: RateLimitsService): void {
  fastify.addHook('onRequest', async (request, reply) => {
    if (UNLIMITED.test(request.url)) return;
    const standing = await limits.takeRequestOfAddress(request.ip);
    tell(reply, standing);
    if (standing?.allowed === false) await refuse(reply, tooManyRequests(standing));
  });
}

/** The headers of draft-ietf-httpapi-ratelimit-headers (up to its sixth version, which clients understand). */
function tell(reply: FastifyReply, standing: Standing | null): void {
  if (standing === null) return;
  const { limit, remaining, resetSeconds } = standing;
  void reply
    .header('ratelimit-limit', limit.points)
    .header('ratelimit-remaining', remaining)
    .header('ratelimit-reset', resetSeconds)
    .header('ratelimit-policy', `${limit.points};w=${limit.seconds}`);
}
