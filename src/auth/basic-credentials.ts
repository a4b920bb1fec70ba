import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { createHmac, randomBytes } from 'node:crypto';
import { AppError } from '../common/errors.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { AuthService } from './auth.service.js';

const REMEMBERED = { max: 100, ttl: 10 * 60 * 1000 };

interface Verified {
  userId: string;
  passwordHash: string;
}

/**
 * User name and password with every request, as browsers send them to pages for operators. That they were right is
 * remembered, for hashing them at each request costs a core; they stop being right when the password changes.
 */
@Injectable()
export class BasicCredentials {
  private readonly verified = new LRUCache<string, Verified>(REMEMBERED);
  /** What is remembered is of no use outside of this process. */
  private readonly pepper = randomBytes(32);

  constructor(
    private readonly auth: AuthService,
    private readonly users: UsersService,
  ) {}

  /** The user of these credentials (the part of the header behind `Basic`); null when they are wrong. Throws `RATE_LIMITED`. */
  async resolve(credentials: string, address: string): Promise<User | null> {
    const key = createHmac('sha256', this.pepper).update(credentials).digest('base64');
    return (await this.recall(key)) ?? this.verify(key, credentials, address);
  }

  private async recall(key: string): Promise<User | null> {
    const verified = this.verified.get(key);
    const user = verified && (await this.users.find(verified.userId));
    if (user?.passwordHash === verified?.passwordHash && user?.disabledAt === null) return user;
    this.verified.delete(key);
    return null;
  }

  private async verify(key: string, credentials: string, address: string): Promise<User | null> {
    const [username = '', ...password] = Buffer.from(credentials, 'base64').toString().split(':');
    try {
      const user = await this.auth.authenticate(username, password.join(':'), address);
      this.verified.set(key, { userId: user.id, passwordHash: user.passwordHash });
      return user;
    } catch (error) {
      if (error instanceof AppError && error.code === 'INVALID_CREDENTIALS') return null;
      throw error;
    }
  }
}
