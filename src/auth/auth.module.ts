import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENV_TOKEN } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { UsersModule } from '../users/users.module.js';
import { ACCESS_TOKEN_MARKS, ACCESS_TOKEN_PINS, AccessTokens } from './access-tokens.js';
import { AuthSession } from './auth-session.entity.js';
import { AuthSessionsRepository } from './auth-sessions.repository.js';
import { AuthService } from './auth.service.js';
import { BasicCredentials } from './basic-credentials.js';
import { LoginLimits } from './login-limits.js';
import { RefreshToken } from './refresh-token.entity.js';
import { SigningKeys } from './signing-keys.js';

@Module({
  imports: [
    UsersModule,
    TypeOrmModule.forFeature([AuthSession, RefreshToken]),
    JwtModule.registerAsync({
      inject: [ENV_TOKEN],
      useFactory: (env: Env) => ({
        signOptions: { ...ACCESS_TOKEN_MARKS, expiresIn: env.ACCESS_TOKEN_EXPIRE_MINUTES * 60 },
        verifyOptions: ACCESS_TOKEN_PINS,
      }),
    }),
  ],
  providers: [AuthService, AuthSessionsRepository, AccessTokens, BasicCredentials, LoginLimits, SigningKeys],
  exports: [AuthService, BasicCredentials, SigningKeys],
})
export class AuthModule {}
