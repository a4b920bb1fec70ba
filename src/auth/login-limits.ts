import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { limitedAddress } from '../rate-limits/client-address.js';
import { admit, RateLimitsService, type Limiter } from '../rate-limits/rate-limits.service.js';

const MINUTE = 60;
const FAILURES_WINDOW = 15 * MINUTE;
const ACCOUNT_WINDOW = 60 * MINUTE;
/** So many times the failures that one address may have make an account one that is under attack. */
const ATTACK_FACTOR = 5;
const TRIES_UNDER_ATTACK = 3;

/**
 * How often a password may be tried. Failures count for an account together with the address they come from, never for
 * the account alone: whoever tries to guess from somewhere shuts out nobody who is elsewhere, its owner least of all.
 * While an account is guessed at from many addresses, each of them has three tries.
 */
@Injectable()
export class LoginLimits {
  private readonly ofAddress: Limiter;
  private readonly ofPair: Limiter;
  private readonly ofPairUnderAttack: Limiter;
  private readonly ofAccount: Limiter;

  constructor(limits: RateLimitsService, @InjectEnv() env: Env) {
    const failures = env.RATE_LIMIT_LOGIN_FAILURES;
    const fewFailures = Math.min(failures, TRIES_UNDER_ATTACK);
    this.ofAddress = limits.limiter('logins-address', env.RATE_LIMIT_ADDRESS_LOGINS, MINUTE);
    this.ofPair = limits.limiter('login-failures', failures, FAILURES_WINDOW);
    this.ofPairUnderAttack = limits.limiter('login-failures-attack', fewFailures, FAILURES_WINDOW);
    this.ofAccount = limits.limiter('login-account', failures * ATTACK_FACTOR, ACCOUNT_WINDOW);
  }

  /**
   * Counts an attempt as failed until {@link succeeded} says otherwise, so that of many at once none goes uncounted.
   * `account` is a user's id, or a name that nobody has. Throws `RATE_LIMITED`.
   */
  async begin(account: string, address: string): Promise<void> {
    const from = limitedAddress(address);
    admit(await this.ofAddress?.take(from));
    const pair = pairOf(account, from);
    admit(await this.ofPair?.take(pair));
    const everywhere = await this.ofAccount?.take(digest(account));
    if (everywhere?.allowed === false) admit(await this.ofPairUnderAttack?.take(pair));
  }

  /** The password was right: what failed before from there is forgotten. */
  async succeeded(account: string, address: string): Promise<void> {
    const pair = pairOf(account, limitedAddress(address));
    await Promise.all([this.ofPair?.forget(pair), this.ofPairUnderAttack?.forget(pair)]);
  }
}

function pairOf(account: string, from: string): string {
  return `${digest(account)}:${from}`;
}

/** People type passwords where names belong: what is counted by is not what they typed. */
function digest(text: string): string {
  return createHash('sha256').update(text.toLowerCase()).digest('base64url').slice(0, 22);
}
