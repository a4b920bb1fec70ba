import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { limitedAddress } from './client-address.js';
import { RateLimitStore } from './rate-limit-store.js';
import { RateLimiter } from './rate-limiter.js';
import type { Standing } from './rate-limit.types.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Undefined where there is no limit. */
export type Limiter = RateLimiter | undefined;

/** How much one user, and one address, may ask for. A limit of 0 is none. */
@Injectable()
export class RateLimitsService {
  private readonly requestsOfUser: Limiter;
  private readonly requestsOfAddress: Limiter;
  private readonly uploadsOfUser: Limiter;
  private readonly uploadsOfAddress: Limiter;
  private readonly registrations: Limiter;

  constructor(
    @InjectEnv() private readonly env: Env,
    private readonly store: RateLimitStore,
  ) {
    this.requestsOfUser = this.limiter('requests-user', env.RATE_LIMIT_USER_REQUESTS, MINUTE);
    this.requestsOfAddress = this.limiter('requests-address', env.RATE_LIMIT_ADDRESS_REQUESTS, MINUTE);
    this.uploadsOfUser = this.limiter('uploads-user', env.RATE_LIMIT_USER_UPLOADS, MINUTE);
    this.uploadsOfAddress = this.limiter('uploads-address', env.RATE_LIMIT_ADDRESS_UPLOADS, MINUTE);
    this.registrations = this.limiter('registrations', env.RATE_LIMIT_ADDRESS_REGISTRATIONS, HOUR);
  }

  /** Counts a request of an address; null where nothing limits it. */
  async takeRequestOfAddress(address: string): Promise<Standing | null> {
    return (await this.requestsOfAddress?.take(limitedAddress(address))) ?? null;
  }

  /** Counts a request of a user; null where nothing limits it. */
  async takeRequestOfUser(userId: string): Promise<Standing | null> {
    return (await this.requestsOfUser?.take(userId)) ?? null;
  }

  /** Counts one file; throws `RATE_LIMITED` when it is one too many. */
  async admitUpload(userId: string, address: string): Promise<void> {
    admit(await this.uploadsOfUser?.take(userId));
    admit(await this.uploadsOfAddress?.take(limitedAddress(address)));
  }

  /** Counts an attempt to register; throws `RATE_LIMITED` when it is one too many. */
  async admitRegistration(address: string): Promise<void> {
    admit(await this.registrations?.take(limitedAddress(address)));
  }

  /** A limit for a feature's own use; undefined when there is none. */
  limiter(name: string, points: number, seconds: number): Limiter {
    if (!this.env.RATE_LIMIT_ENABLED || points === 0) return undefined;
    const limit = { name, points, seconds };
    return new RateLimiter(limit, this.store.counter(limit));
  }
}

/** Throws `RATE_LIMITED` for who is over a limit. */
export function admit(standing: Standing | null | undefined): void {
  if (standing?.allowed === false) throw tooManyRequests(standing);
}

export function tooManyRequests({ limit, resetSeconds }: Standing): AppError {
  const params = { limit: limit.points, window: limit.seconds, seconds: resetSeconds };
  return new AppError('RATE_LIMITED', 'error.rate_limited', { params, retryAfterSeconds: resetSeconds });
}
