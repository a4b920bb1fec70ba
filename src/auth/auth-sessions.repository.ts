import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, Not, Repository, type EntityManager } from 'typeorm';
import { AuthSession } from './auth-session.entity.js';
import { RefreshToken } from './refresh-token.entity.js';

@Injectable()
export class AuthSessionsRepository {
  constructor(@InjectRepository(AuthSession) private readonly sessions: Repository<AuthSession>) {}

  async insertSession(manager: EntityManager, session: Partial<AuthSession>): Promise<void> {
    await manager.insert(AuthSession, session);
  }

  async insertToken(manager: EntityManager, token: Partial<RefreshToken>): Promise<void> {
    await manager.insert(RefreshToken, token);
  }

  /** With or without a transaction. */
  isLive(manager: EntityManager | null, id: string, userId: string): Promise<boolean> {
    return (manager ?? this.sessions.manager).existsBy(AuthSession, { id, userId, revokedAt: IsNull() });
  }

  /** Which of these sessions have not ended. */
  async liveOf(ids: string[]): Promise<string[]> {
    const live = await this.sessions.find({ select: { id: true }, where: { id: In(ids), revokedAt: IsNull() } });
    return live.map(({ id }) => id);
  }

  findToken(manager: EntityManager, tokenHash: string): Promise<RefreshToken | null> {
    return manager.findOneBy(RefreshToken, { tokenHash });
  }

  findSession(manager: EntityManager, id: string): Promise<AuthSession | null> {
    return manager.findOneBy(AuthSession, { id });
  }

  /** Marks a token as used; of any number of callers at once, one gets true. */
  async spend(manager: EntityManager, tokenHash: string): Promise<boolean> {
    const result = await manager.update(
      RefreshToken,
      { tokenHash, spentAt: IsNull() },
      { spentAt: () => 'clock_timestamp()' },
    );
    return result.affected === 1;
  }

  /** Whether a spent token was used no longer than so many milliseconds ago, by the clock of the database. */
  async wasSpentWithin(manager: EntityManager, tokenHash: string, milliseconds: number): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `SELECT 1 FROM refresh_tokens
       WHERE token_hash = $1 AND spent_at > clock_timestamp() - $2 * interval '1 millisecond'`,
      [tokenHash, milliseconds],
    );
    return rows.length > 0;
  }

  async revoke(manager: EntityManager, id: string): Promise<void> {
    await manager.update(AuthSession, { id, revokedAt: IsNull() }, { revokedAt: () => 'now()' });
  }

  /** Ends every session of a user. */
  async revokeAll(manager: EntityManager, userId: string): Promise<void> {
    await manager.update(AuthSession, { userId, revokedAt: IsNull() }, { revokedAt: () => 'now()' });
  }

  /** Ends every session of a user but one. */
  async revokeOthers(manager: EntityManager, userId: string, keptId: string): Promise<void> {
    await manager.update(AuthSession, { userId, id: Not(keptId), revokedAt: IsNull() }, { revokedAt: () => 'now()' });
  }
}
