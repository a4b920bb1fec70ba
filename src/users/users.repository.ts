import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository, type EntityManager } from 'typeorm';
import type { UserRole } from '../common/principal.js';
import { User } from './user.entity.js';

@Injectable()
export class UsersRepository {
  constructor(@InjectRepository(User) private readonly users: Repository<User>) {}

  findById(id: string): Promise<User | null> {
    return this.users.findOneBy({ id });
  }

  /** By user name or e-mail address, whatever its case. */
  findByLogin(login: string): Promise<User | null> {
    return this.users
      .createQueryBuilder('user')
      .where('lower(user.username) = lower(:login) OR lower(user.email) = lower(:login)', { login })
      .getOne();
  }

  async insert(user: Partial<User>): Promise<void> {
    await this.users.insert(user);
  }

  async update(id: string, changes: Partial<Pick<User, 'email' | 'fullName' | 'locale'>>): Promise<void> {
    await this.users.update({ id }, changes);
  }

  async setRole(id: string, role: UserRole): Promise<void> {
    await this.users.update({ id }, { role });
  }

  async setStorageQuota(id: string, storageQuotaMb: number | null): Promise<void> {
    await this.users.update({ id }, { storageQuotaMb });
  }

  async setDisabled(manager: EntityManager, id: string, disabled: boolean): Promise<void> {
    await manager.update(User, { id }, { disabledAt: disabled ? new Date() : null });
  }

  /** The user as it is, and as it stays until the end of the transaction. */
  hold(manager: EntityManager, id: string): Promise<User | null> {
    return manager.findOne(User, { where: { id }, lock: { mode: 'pessimistic_read' } });
  }

  /** False when the password is no longer the one whose hash is `from`. */
  async changePasswordHash(manager: EntityManager, id: string, from: string, to: string): Promise<boolean> {
    const { affected } = await manager.update(User, { id, passwordHash: from }, { passwordHash: to });
    return affected === 1;
  }
}
