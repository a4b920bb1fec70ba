import { Injectable } from '@nestjs/common';
import { createHash, createSecretKey } from 'node:crypto';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';

/**
 * In truth a `KeyObject`, which spares the import of the secret at every verification and halves their cost. jsonwebtoken
 * takes it as it is; the types of what wraps it know only strings and buffers.
 */
type JwtSecret = Buffer;

export interface SigningKey {
  id: string;
  key: JwtSecret;
}

/**
 * The secrets that sign access tokens: `SECRET_KEY` the new ones; those of `SECRET_KEYS_PREVIOUS` are still believed. The
 * `kid` of a token is looked up in this list and used for nothing else; a token without one is not ours.
 */
@Injectable()
export class SigningKeys {
  readonly current: SigningKey;
  private readonly keys: ReadonlyMap<string, JwtSecret>;

  constructor(@InjectEnv() env: Pick<Env, 'SECRET_KEY' | 'SECRET_KEYS_PREVIOUS'>) {
    this.current = toSigningKey(env.SECRET_KEY);
    const all = [this.current, ...env.SECRET_KEYS_PREVIOUS.map(toSigningKey)];
    this.keys = new Map(all.map(({ id, key }) => [id, key]));
  }

  /** The key that a token names, its signature still to be verified; null when it names none of ours. */
  find(token: string): JwtSecret | null {
    const id = keyIdOf(token);
    return (id !== null && this.keys.get(id)) || null;
  }
}

/** Tells keys apart and nothing of them: a digest of 32 random bytes or more. */
function toSigningKey(secret: string): SigningKey {
  const id = createHash('sha256').update('sheaf signing key\0').update(secret).digest('hex').slice(0, 12);
  return { id, key: createSecretKey(Buffer.from(secret)) as unknown as JwtSecret };
}

function keyIdOf(token: string): string | null {
  try {
    const header = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString()) as {
      kid?: unknown;
    } | null;
    return typeof header?.kid === 'string' ? header.kid : null;
  } catch {
    return null;
  }
}
