import { Body, Controller, Header, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiConsumes, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Public, UsersOnly } from '../http/access.decorators.js';
import { Answers, Refuses } from '../http/answers.decorator.js';
import { nothingSchema } from '../http/common.schemas.js';
import { requestLocale } from '../http/request-context.js';
import { RateLimitsService } from '../rate-limits/rate-limits.service.js';
import { toUserView, userSchema, type UserView } from '../users/user.dto.js';
import { UsersService } from '../users/users.service.js';
import { loginSchema, refreshSchema, registerSchema, tokenSchema, toTokenView, type TokenView } from './auth.dto.js';
import { AuthService } from './auth.service.js';

@ApiTags('auth')
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly users: UsersService,
    private readonly limits: RateLimitsService,
  ) {}

  @Public()
  @Post('register')
  @ApiOperation({ summary: 'Create an account' })
  @Answers(201, 'ok.registered', userSchema)
  @Refuses('USERNAME_TAKEN', 'EMAIL_TAKEN', 'VALIDATION_ERROR', 'RATE_LIMITED')
  async register(
    @Body({ schema: registerSchema }) body: z.infer<typeof registerSchema>,
    @Ip() address: string,
  ): Promise<UserView> {
    await this.limits.admitRegistration(address);
    return toUserView(await this.users.create({ ...body, locale: body.locale ?? requestLocale() }));
  }

  @Public()
  @Post('login')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Log in with a form (OAuth2 password grant) or JSON' })
  @ApiConsumes('application/x-www-form-urlencoded', 'application/json')
  @ApiResponse({ status: 200, description: 'Tokens', standardSchema: tokenSchema })
  @Refuses('INVALID_CREDENTIALS', 'VALIDATION_ERROR', 'RATE_LIMITED')
  async login(
    @Body({ schema: loginSchema }) body: z.infer<typeof loginSchema>,
    @Ip() address: string,
  ): Promise<TokenView> {
    return toTokenView(await this.auth.login(body.username, body.password, address));
  }

  @Public()
  @Post('refresh')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Turn a refresh token into a new pair; the old one is spent' })
  @ApiResponse({ status: 200, description: 'Tokens', standardSchema: tokenSchema })
  @Refuses('UNAUTHORIZED', 'TOKEN_REUSED', 'CONFLICT', 'VALIDATION_ERROR')
  async refresh(@Body({ schema: refreshSchema }) body: z.infer<typeof refreshSchema>): Promise<TokenView> {
    return toTokenView(await this.auth.refresh(body.refresh_token));
  }

  @UsersOnly()
  @Post('logout')
  @ApiOperation({ summary: 'End the session of a refresh token' })
  @Answers(200, 'ok.logged_out', nothingSchema)
  @Refuses('UNAUTHORIZED', 'VALIDATION_ERROR')
  async logout(@Body({ schema: refreshSchema }) body: z.infer<typeof refreshSchema>): Promise<void> {
    await this.auth.logout(body.refresh_token);
  }
}
