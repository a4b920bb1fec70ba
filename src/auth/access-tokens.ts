import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { z } from 'zod';
import { SigningKeys } from './signing-keys.js';

export const ACCESS_TOKEN_ALGORITHM = 'HS256';
/** What every token bears, and whoever verifies one insists on. */
const NAMES = { issuer: 'sheaf', audience: 'sheaf-api' };
export const ACCESS_TOKEN_MARKS = { ...NAMES, algorithm: ACCESS_TOKEN_ALGORITHM } as const;
export const ACCESS_TOKEN_PINS: { issuer: string; audience: string; algorithms: (typeof ACCESS_TOKEN_ALGORITHM)[] } = {
  ...NAMES,
  algorithms: [ACCESS_TOKEN_ALGORITHM],
};
const TOKEN_USE = 'access';

/** `sid` names the session, so that ending it ends its access tokens too. */
const claimsSchema = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  use: z.literal(TOKEN_USE),
  exp: z.number().int(),
});
export type AccessTokenClaims = z.infer<typeof claimsSchema>;

/** The claims of a token whose signature, algorithm, issuer, audience and expiry are already verified; else null. */
export function parseClaims(payload: unknown): AccessTokenClaims | null {
  const parsed = claimsSchema.safeParse(payload);
  return parsed.success ? parsed.data : null;
}

/** Signs and verifies access tokens. What must be pinned is pinned in the module that sets up `JwtService`. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly jwt: JwtService,
    private readonly keys: SigningKeys,
  ) {}

  sign(userId: string, sessionId: string): Promise<string> {
    const { id, key } = this.keys.current;
    return this.jwt.signAsync({ sid: sessionId, use: TOKEN_USE }, { subject: userId, keyid: id, secret: key });
  }

  /** The claims of a valid token; null for anything else. */
  async verify(token: string): Promise<AccessTokenClaims | null> {
    const secret = this.keys.find(token);
    if (secret === null) return null;
    try {
      return parseClaims(await this.jwt.verifyAsync<object>(token, { secret }));
    } catch {
      return null;
    }
  }
}
