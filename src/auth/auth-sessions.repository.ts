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

  isLive(id: string, userId: string): Promise<boolean> {
    return this.sessions.existsBy({ id, userId, revokedAt: IsNull() });
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
    const result = await manager.update(RefreshToken, { tokenHash, spentAt: IsNull() }, { spentAt: () => 'now()' });
    return result.affected === 1;
  }

  async revoke(manager: EntityManager, id: string): Promise<void> {
    await manager.update(AuthSession, { id, revokedAt: IsNull() }, { revokedAt: () => 'now()' });
  }

  /** Ends every session of a user but one. */
  async revokeOthers(manager: EntityManager, userId: string, keptId: string): Promise<void> {
    await manager.update(AuthSession, { userId, id: Not(keptId), revokedAt: IsNull() }, { revokedAt: () => 'now()' });
  }
}
