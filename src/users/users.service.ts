import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../common/errors.js';
import { DEFAULT_LOCALE, type Locale } from '../common/messages/messages.js';
import type { UserRole } from '../common/principal.js';
import { violatedUniqueness } from '../database/constraint-violation.js';
import type { Transaction } from '../database/transactions.js';
import { PasswordHasher } from './password-hasher.js';
import type { User } from './user.entity.js';
import { UsersRepository } from './users.repository.js';

export interface NewUser {
  username: string;
  email: string;
  password: string;
  role?: UserRole;
  locale?: Locale;
}

export interface ProfileChanges {
  email?: string | undefined;
  full_name?: string | null | undefined;
  locale?: Locale | undefined;
}

/** The hash of the password that is left, and of the one that comes. */
export interface PasswordChange {
  from: string;
  to: string;
}

@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersRepository,
    private readonly passwords: PasswordHasher,
  ) {}

  /** Throws `USERNAME_TAKEN` or `EMAIL_TAKEN`; both are unique whatever their case. */
  async create({ password, ...user }: NewUser): Promise<User> {
    const id = uuidv7();
    const passwordHash = await this.passwords.hash(password);
    const row = { id, passwordHash, role: 'user' as const, locale: DEFAULT_LOCALE, ...user };
    await this.users.insert(row).catch((error: unknown) => {
      throw takenError(error, user) ?? error;
    });
    return this.get(id);
  }

  find(id: string): Promise<User | null> {
    return this.users.findById(id);
  }

  async get(id: string): Promise<User> {
    const user = await this.find(id);
    if (!user) throw new AppError('NOT_FOUND', 'error.user_not_found', { params: { id } });
    return user;
  }

  /** The user of that name or e-mail address. */
  findByLogin(login: string): Promise<User | null> {
    return this.users.findByLogin(login);
  }

  /** Whether the password is this user's; without a user it takes as long to say no. */
  verifyPassword(user: User | null, password: string): Promise<boolean> {
    return this.passwords.verify(user?.passwordHash, password);
  }

  async updateProfile(id: string, { email, full_name, locale }: ProfileChanges): Promise<User> {
    const changes = {
      ...(email === undefined ? {} : { email }),
      ...(full_name === undefined ? {} : { fullName: full_name }),
      ...(locale === undefined ? {} : { locale }),
    };
    await this.users.update(id, changes).catch((error: unknown) => {
      throw takenError(error, { username: '', email: email ?? '' }) ?? error;
    });
    return this.get(id);
  }

  /** Makes the user of that name or e-mail address an administrator. */
  async promote(login: string): Promise<void> {
    const user = await this.users.findByLogin(login);
    if (!user) throw new AppError('NOT_FOUND', 'error.user_not_found', { params: { id: login } });
    await this.users.setRole(user.id, 'admin');
  }

  async setStorageQuota(id: string, megabytes: number | null): Promise<void> {
    await this.users.setStorageQuota((await this.get(id)).id, megabytes);
  }

  async setDisabled(tx: Transaction, id: string, disabled: boolean): Promise<void> {
    await this.users.setDisabled(tx.manager, id, disabled);
  }

  /**
   * Whether what was found out about a user still holds: the same password, and the account not closed. It then holds
   * until the end of the transaction.
   */
  async stillHolds(tx: Transaction, { id, passwordHash }: User): Promise<boolean> {
    const now = await this.users.hold(tx.manager, id);
    return now?.passwordHash === passwordHash && now.disabledAt === null;
  }

  /**
   * The hashes of a user's password and the next one; throws `INVALID_CREDENTIALS` when `current` is wrong. Apart from
   * {@link changePasswordHash}, so that no transaction is held open over the slow hashing.
   */
  async hashNextPassword(id: string, current: string, next: string): Promise<PasswordChange> {
    const { passwordHash } = await this.get(id);
    if (!(await this.passwords.verify(passwordHash, current))) {
      throw new AppError('INVALID_CREDENTIALS', 'error.wrong_current_password');
    }
    return { from: passwordHash, to: await this.passwords.hash(next) };
  }

  /** Throws `INVALID_CREDENTIALS` when somebody else has changed it in the meantime. */
  async changePasswordHash(tx: Transaction, id: string, { from, to }: PasswordChange): Promise<void> {
    if (await this.users.changePasswordHash(tx.manager, id, from, to)) return;
    throw new AppError('INVALID_CREDENTIALS', 'error.wrong_current_password');
  }
}

function takenError(error: unknown, { username, email }: { username: string; email: string }): AppError | null {
  switch (violatedUniqueness(error)) {
    case 'users_username_unique':
      return new AppError('USERNAME_TAKEN', 'error.username_taken', { params: { username }, cause: error });
    case 'users_email_unique':
      return new AppError('EMAIL_TAKEN', 'error.email_taken', { params: { email }, cause: error });
    default:
      return null;
  }
}
