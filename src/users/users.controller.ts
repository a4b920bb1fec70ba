import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Principal } from '../common/principal.js';
import { StorageQuotaService } from '../documents/storage-quota.service.js';
import { Caller, UsersOnly } from '../http/access.decorators.js';
import { Answers, Refuses } from '../http/answers.decorator.js';
import { idSchema } from '../http/common.schemas.js';
import {
  accountSchema,
  profileSchema,
  publicUserSchema,
  toPublicUserView,
  toUserView,
  userSchema,
  type AccountView,
  type PublicUserView,
  type UserView,
} from './user.dto.js';
import { UsersService } from './users.service.js';

@ApiTags('users')
@UsersOnly()
@Controller('api/users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly quota: StorageQuotaService,
  ) {}

  @Get('me')
  @ApiOperation({ summary: 'Your account' })
  @Answers(200, 'ok.user', accountSchema)
  @Refuses('UNAUTHORIZED')
  async me(@Caller() { userId }: Principal): Promise<AccountView> {
    const { usedBytes, limitBytes } = await this.quota.usage(userId);
    const storage = { used_bytes: usedBytes, limit_bytes: limitBytes };
    return { ...toUserView(await this.users.get(userId)), storage };
  }

  @Put('profile')
  @ApiOperation({ summary: 'Change your e-mail address, name or language' })
  @Answers(200, 'ok.profile_updated', userSchema)
  @Refuses('UNAUTHORIZED', 'EMAIL_TAKEN', 'VALIDATION_ERROR')
  async updateProfile(
    @Caller() caller: Principal,
    @Body({ schema: profileSchema }) changes: z.infer<typeof profileSchema>,
  ): Promise<UserView> {
    return toUserView(await this.users.updateProfile(caller.userId, changes));
  }

  @Get(':user_id')
  @ApiOperation({ summary: 'A user: whole for oneself and administrators, the public part for others' })
  @Answers(200, 'ok.user', z.union([userSchema, publicUserSchema]))
  @Refuses('UNAUTHORIZED', 'NOT_FOUND', 'VALIDATION_ERROR')
  async get(
    @Caller() caller: Principal,
    @Param('user_id', { schema: idSchema }) id: string,
  ): Promise<UserView | PublicUserView> {
    const user = await this.users.get(id);
    return caller.userId === id || caller.role === 'admin' ? toUserView(user) : toPublicUserView(user);
  }
}
