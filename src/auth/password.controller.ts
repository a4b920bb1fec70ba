import { Body, Controller, Ip, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Principal } from '../common/principal.js';
import { Caller, UsersOnly } from '../http/access.decorators.js';
import { Answers, Refuses } from '../http/answers.decorator.js';
import { nothingSchema } from '../http/common.schemas.js';
import { passwordChangeSchema } from '../users/user.dto.js';
import { AuthService } from './auth.service.js';

/** Stands with auth, not with users: changing a password ends sessions. */
@ApiTags('users')
@UsersOnly()
@Controller('api/users/password')
export class PasswordController {
  constructor(private readonly auth: AuthService) {}

  @Put()
  @ApiOperation({ summary: 'Change your password; every other session ends' })
  @Answers(200, 'ok.password_changed', nothingSchema)
  @Refuses('UNAUTHORIZED', 'INVALID_CREDENTIALS', 'VALIDATION_ERROR', 'RATE_LIMITED')
  async change(
    @Caller() caller: Principal,
    @Body({ schema: passwordChangeSchema }) body: z.infer<typeof passwordChangeSchema>,
    @Ip() address: string,
  ): Promise<void> {
    await this.auth.changePassword(caller, body.current_password, body.new_password, address);
  }
}
