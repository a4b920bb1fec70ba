import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { createSecretKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Env } from '../config/env.js';

export const ACCESS_TOKEN_ALGORITHM = 'HS256';
export const ACCESS_TOKEN_ISSUER = 'sheaf';
export const ACCESS_TOKEN_AUDIENCE = 'sheaf-api';
const TOKEN_USE = 'access';

/** `sid` names the session, so that ending it ends its access tokens too. */
const claimsSchema = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  use: z.literal(TOKEN_USE),
  exp: z.number().int(),
});
export type AccessTokenClaims = z.infer<typeof claimsSchema>;

/** A key object spares the import of the secret at every verification, which halves their cost. */
export function signingKey(env: Pick<Env, 'SECRET_KEY'>): KeyObject {
  return createSecretKey(Buffer.from(env.SECRET_KEY));
}

/** The claims of a token whose signature, algorithm, issuer, audience and expiry are already verified; else null. */
export function parseClaims(payload: unknown): AccessTokenClaims | null {
  const parsed = claimsSchema.safeParse(payload);
  return parsed.success ? parsed.data : null;
}

/** Signs and verifies access tokens. What must be pinned is pinned in the module that sets up `JwtService`. */
@Injectable()
export class AccessTokens {
  constructor(private readonly jwt: JwtService) {}

  sign(userId: string, sessionId: string): Promise<string> {
    return this.jwt.signAsync({ sid: sessionId, use: TOKEN_USE }, { subject: userId });
  }

  /** For sockets, which do not pass the HTTP guard. Null for anything but a valid token. */
  async verify(token: string): Promise<AccessTokenClaims | null> {
    try {
      return parseClaims(await this.jwt.verifyAsync<object>(token));
    } catch {
      return null;
    }
  }
}
