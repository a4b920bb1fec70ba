import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { RateLimitGuard } from '../http/rate-limit.guard.js';
import { UsersModule } from '../users/users.module.js';
import { AuthController } from './auth.controller.js';
import { AuthModule } from './auth.module.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { PasswordController } from './password.controller.js';
import { UserAdministrationController } from './user-administration.controller.js';

@Module({
  imports: [AuthModule, PassportModule, UsersModule],
  controllers: [AuthController, PasswordController, UserAdministrationController],
  // In this order: who it is, then how much that user asks for.
  providers: [
    JwtStrategy,
    { provide: APP_GUARD, useClass: JwtAuthGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
  ],
})
export class AuthApiModule {}
