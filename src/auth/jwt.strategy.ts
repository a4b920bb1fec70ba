import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { AppError } from '../common/errors.js';
import type { Principal } from '../common/principal.js';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import {
  ACCESS_TOKEN_ALGORITHM,
  ACCESS_TOKEN_AUDIENCE,
  ACCESS_TOKEN_ISSUER,
  parseClaims,
  signingKey,
} from './access-tokens.js';
import { AuthService } from './auth.service.js';

/** Turns `Authorization: Bearer` into the {@link Principal} of the request. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    @InjectEnv() env: Env,
    private readonly auth: AuthService,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      // The types know only strings and buffers; jsonwebtoken below takes a KeyObject as it is.
      secretOrKey: signingKey(env) as unknown as Buffer,
      algorithms: [ACCESS_TOKEN_ALGORITHM],
      issuer: ACCESS_TOKEN_ISSUER,
      audience: ACCESS_TOKEN_AUDIENCE,
    });
  }

  async validate(payload: unknown): Promise<Principal> {
    const claims = parseClaims(payload);
    const principal = claims && (await this.auth.resolve(claims));
    if (!principal) throw new AppError('UNAUTHORIZED', 'error.unauthorized');
    return principal;
  }
}
