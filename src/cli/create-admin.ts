import 'reflect-metadata';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Command } from 'commander';
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { AppError, describeError } from '../common/errors.js';
import { translate } from '../common/messages/messages.js';
import { loadEnv, type Env } from '../config/env.js';
import { dataSourceOptions } from '../database/data-source.js';
import { parseInput } from '../http/validation.pipe.js';
import { emailSchema, newPasswordSchema, usernameSchema } from '../users/user.dto.js';
import { UsersModule } from '../users/users.module.js';
import { UsersService } from '../users/users.service.js';

interface Options {
  username: string;
  email?: string;
  passwordStdin?: boolean;
  promote?: boolean;
}

/** Only what accounts need: no queue, no storage. */
@Module({})
class AccountsModule {
  static forRoot(env: Env): DynamicModule {
    const database = TypeOrmModule.forRoot({ ...dataSourceOptions(env), autoLoadEntities: true });
    return { module: AccountsModule, imports: [database, UsersModule] };
  }
}

const program = new Command('create-admin')
  .description('Makes an administrator, or makes an existing user one.')
  .option('-u, --username <name>', 'user name', 'admin')
  .option('-e, --email <address>', 'e-mail address (default: <username>@localhost.localdomain)')
  .option('--password-stdin', 'read the password from standard input (default: make one and print it)')
  .option('--promote', 'give an existing user the role; password and address stay as they are')
  .action(run);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

async function run(options: Options): Promise<void> {
  const app = await NestFactory.createApplicationContext(AccountsModule.forRoot(loadEnv()), { logger: ['error'] });
  try {
    const users = app.get(UsersService);
    process.stdout.write(
      `${options.promote === true ? await promote(users, options) : await create(users, options)}\n`,
    );
  } finally {
    await app.close();
  }
}

async function promote(users: UsersService, { username }: Options): Promise<string> {
  await users.promote(username);
  return `${username} is an administrator now.`;
}

async function create(users: UsersService, options: Options): Promise<string> {
  const username = parseInput(usernameSchema, options.username, 'username');
  const email = parseInput(emailSchema, options.email ?? `${username}@localhost.localdomain`, 'email');
  const given = options.passwordStdin === true ? (await text(process.stdin)).trimEnd() : undefined;
  const password = parseInput(newPasswordSchema, given ?? `${randomBytes(15).toString('base64url')}-7a`, 'password');
  await users.create({ username, email, password, role: 'admin' });
  const shown = given === undefined ? `\nPassword: ${password}\nIt is not shown again.` : '';
  return `Administrator ${username} (${email}) was made.${shown}`;
}

function explain(error: unknown): string {
  if (!(error instanceof AppError)) return describeError(error);
  const details = (error.details ?? []).map(({ field, message }) => `\n  ${field}: ${message}`).join('');
  return translate('en', error.key, error.params) + details;
}
