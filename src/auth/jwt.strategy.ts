import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { AppError } from '../common/errors.js';
import type { Principal } from '../common/principal.js';
import { ACCESS_TOKEN_PINS, parseClaims } from './access-tokens.js';
import { AuthService } from './auth.service.js';
import { SigningKeys } from './signing-keys.js';

/** Turns `Authorization: Bearer` into the {@link Principal} of the request. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    keys: SigningKeys,
    private readonly auth: AuthService,
  ) {
    super({
      ...ACCESS_TOKEN_PINS,
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: (_request, token: string, done) => {
        done(null, keys.find(token) ?? undefined);
      },
    });
  }

  async validate(payload: unknown): Promise<Principal> {
    const claims = parseClaims(payload);
    const principal = claims && (await this.auth.resolve(claims));
    if (!principal) throw new AppError('UNAUTHORIZED', 'error.unauthorized');
    return principal;
  }
}
