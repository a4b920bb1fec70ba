import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../common/errors.js';
import type { Principal } from '../common/principal.js';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Transactions, type Transaction } from '../database/transactions.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { AccessTokens, type AccessTokenClaims } from './access-tokens.js';
import { AuthSessionsRepository } from './auth-sessions.repository.js';
import { LoginLimits } from './login-limits.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const REFRESH_TOKEN_BYTES = 32;
/**
 * The pages of a browser share a refresh token and find at the same moment that it is time to use it. The answer to the
 * one that was first is held back so long, so that whoever asks before it is out cannot know that the token is spent, and
 * is no thief: it is refused, and the session lives.
 */
const SAME_MOMENT_MS = 500;
/** Ending a session ends its access within this time; until then its check is remembered. */
const SESSION_CACHE = { max: 10_000, ttl: 3_000 };

export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  expiresInSeconds: number;
}

type Refresh = { outcome: 'turned'; pair: TokenPair } | { outcome: 'concurrent' | 'reused' | 'invalid' };

@Injectable()
export class AuthService {
  private readonly principals = new LRUCache<string, Principal>(SESSION_CACHE);

  constructor(
    private readonly users: UsersService,
    private readonly sessions: AuthSessionsRepository,
    private readonly accessTokens: AccessTokens,
    private readonly limits: LoginLimits,
    private readonly transactions: Transactions,
    @InjectEnv() private readonly env: Env,
  ) {}

  /**
   * Throws `INVALID_CREDENTIALS` without saying whether the name or the password was wrong, and `RATE_LIMITED` for
   * whoever tries too often from `address`.
   */
  async login(username: string, password: string, address: string): Promise<TokenPair> {
    const user = await this.authenticate(username, password, address);
    return this.transactions.run(async (tx) => {
      // The password may have been changed while it was hashed: that ended all sessions, and this one must not be left.
      if (!(await this.users.stillHolds(tx, user))) throw invalidCredentials();
      const id = uuidv7();
      await this.sessions.insertSession(tx.manager, { id, userId: user.id });
      return this.issue(tx, user.id, id);
    });
  }

  /** The user whose name (or e-mail address) and password these are; throws like {@link login}. */
  async authenticate(username: string, password: string, address: string): Promise<User> {
    const user = await this.users.findByLogin(username);
    const account = user?.id ?? username;
    await this.limits.begin(account, address);
    const isRight = await this.users.verifyPassword(user, password);
    if (!isRight || !user || user.disabledAt !== null) throw invalidCredentials();
    await this.limits.succeeded(account, address);
    return user;
  }

  /**
   * Turns a refresh token into a new pair (OAuth 2.0 Security BCP, RFC 9700 §4.14). A token that was used before means
   * that two parties hold it: its whole family is revoked and `TOKEN_REUSED` thrown; `CONFLICT` when two requests of one
   * moment used it.
   */
  async refresh(refreshToken: string): Promise<TokenPair> {
    const arrivedAt = performance.now();
    const result = await this.transactions.run((tx) => this.turnOver(tx, hashToken(refreshToken), arrivedAt));
    switch (result.outcome) {
      case 'turned':
        await pause(SAME_MOMENT_MS);
        return result.pair;
      case 'concurrent':
        throw new AppError('CONFLICT', 'error.refresh_concurrent');
      case 'reused':
        throw new AppError('TOKEN_REUSED', 'error.refresh_token_reused');
      case 'invalid':
        throw new AppError('UNAUTHORIZED', 'error.refresh_token_invalid');
    }
  }

  /** Ends the session of a refresh token; an unknown one is no error. */
  async logout(refreshToken: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      const token = await this.sessions.findToken(tx.manager, hashToken(refreshToken));
      if (token) await this.endSession(tx, token.sessionId);
    });
  }

  /** Changes the password and ends every session but the caller's. Guessing the current one is limited like log-in. */
  async changePassword(caller: Principal, current: string, next: string, address: string): Promise<void> {
    await this.limits.begin(caller.userId, address);
    const change = await this.users.hashNextPassword(caller.userId, current, next);
    await this.limits.succeeded(caller.userId, address);
    await this.transactions.run(async (tx) => {
      await this.users.changePasswordHash(tx, caller.userId, change);
      if (!(await this.sessions.isLive(tx.manager, caller.sessionId, caller.userId))) {
        throw new AppError('UNAUTHORIZED', 'error.unauthorized');
      }
      await this.sessions.revokeOthers(tx.manager, caller.userId, caller.sessionId);
      this.forgetPrincipals(tx);
    });
  }

  /** Closes an account, which ends all of its sessions, or opens it again. Throws `NOT_FOUND`. */
  async setDisabled(userId: string, disabled: boolean): Promise<void> {
    await this.users.get(userId);
    await this.transactions.run(async (tx) => {
      await this.users.setDisabled(tx, userId, disabled);
      if (disabled) await this.sessions.revokeAll(tx.manager, userId);
      this.forgetPrincipals(tx);
    });
  }

  /** Who a verified token speaks for; null when its session or its user is gone. */
  async resolve(claims: AccessTokenClaims): Promise<Principal | null> {
    const remembered = this.principals.get(claims.sid);
    if (remembered?.userId === claims.sub) return remembered;
    if (!(await this.sessions.isLive(null, claims.sid, claims.sub))) return null;
    const user = await this.users.find(claims.sub);
    if (!user || user.disabledAt !== null) return null;
    const principal = { userId: user.id, sessionId: claims.sid, role: user.role };
    this.principals.set(claims.sid, principal);
    return principal;
  }

  /** The bearer of an access token, and until when it is good; null for a bad one. */
  async resolveToken(token: string): Promise<{ principal: Principal; expiresAt: Date } | null> {
    const claims = await this.accessTokens.verify(token);
    const principal = claims && (await this.resolve(claims));
    return principal && { principal, expiresAt: new Date(claims.exp * 1000) };
  }

  /** Which of these sessions have not ended. */
  async liveSessions(ids: string[]): Promise<Set<string>> {
    return new Set(await this.sessions.liveOf(ids));
  }

  /** An outcome rather than an error for a reused token: throwing would roll its revocation back. */
  private async turnOver(tx: Transaction, tokenHash: string, arrivedAt: number): Promise<Refresh> {
    const token = await this.sessions.findToken(tx.manager, tokenHash);
    const session = token && (await this.sessions.findSession(tx.manager, token.sessionId));
    if (!session) return { outcome: 'invalid' };
    // Before it is spent: a token that ended unused was not reused, however often it is tried.
    const ended = session.revokedAt !== null || token.expiresAt <= new Date();
    if (ended && token.spentAt === null) return { outcome: 'invalid' };
    if (!(await this.sessions.spend(tx.manager, tokenHash))) {
      const age = performance.now() - arrivedAt + SAME_MOMENT_MS;
      if (await this.sessions.wasSpentWithin(tx.manager, tokenHash, age)) return { outcome: 'concurrent' };
      await this.endSession(tx, session.id);
      return { outcome: 'reused' };
    }
    return { outcome: 'turned', pair: await this.issue(tx, session.userId, session.id) };
  }

  private async issue(tx: Transaction, userId: string, sessionId: string): Promise<TokenPair> {
    const refreshToken = randomBytes(REFRESH_TOKEN_BYTES).toString('base64url');
    await this.sessions.insertToken(tx.manager, {
      tokenHash: hashToken(refreshToken),
      sessionId,
      expiresAt: new Date(Date.now() + this.env.REFRESH_TOKEN_EXPIRE_DAYS * DAY_MS),
    });
    const accessToken = await this.accessTokens.sign(userId, sessionId);
    return { accessToken, refreshToken, expiresInSeconds: this.env.ACCESS_TOKEN_EXPIRE_MINUTES * 60 };
  }

  private forgetPrincipals(tx: Transaction): void {
    tx.afterCommit(() => {
      this.principals.clear();
      return Promise.resolve();
    });
  }

  private async endSession(tx: Transaction, id: string): Promise<void> {
    await this.sessions.revoke(tx.manager, id);
    tx.afterCommit(() => Promise.resolve(void this.principals.delete(id)));
  }
}

function invalidCredentials(): AppError {
  return new AppError('INVALID_CREDENTIALS', 'error.invalid_credentials');
}

/** A plain digest serves: the token has 256 random bits, so there is nothing to guess. */
function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
