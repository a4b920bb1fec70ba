import { Body, Controller, Param, Patch } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AppError } from '../common/errors.js';
import type { Principal } from '../common/principal.js';
import { AdminsOnly, Caller } from '../http/access.decorators.js';
import { Answers, Refuses } from '../http/answers.decorator.js';
import { idSchema } from '../http/common.schemas.js';
import { say } from '../http/request-context.js';
import { administeredUserSchema, toAdministeredUserView, type AdministeredUserView } from '../users/user.dto.js';
import { UsersService } from '../users/users.service.js';
import { AuthService } from './auth.service.js';

const MAX_QUOTA_MB = 2 ** 31 - 1;

const administrationSchema = z
  .strictObject({
    disabled: z.boolean().optional().describe('Whether the account is closed: nobody can log in, every session ends'),
    storage_quota_mb: z
      .int()
      .min(0)
      .max(MAX_QUOTA_MB)
      .nullable()
      .optional()
      .describe('What the documents may take together; 0 is no limit, null that of STORAGE_QUOTA_MB'),
  })
  .refine((changes) => Object.keys(changes).length > 0, { error: () => say('invalid.empty_update') })
  .meta({ id: 'UserAdministration', example: { disabled: false, storage_quota_mb: 51_200 } });

/** Stands with auth, not with users: disabling an account ends sessions. */
@ApiTags('users')
@AdminsOnly()
@Controller('api/users/:user_id')
export class UserAdministrationController {
  constructor(
    private readonly auth: AuthService,
    private readonly users: UsersService,
  ) {}

  @Patch()
  @ApiOperation({ summary: 'Close an account or open it again, and set how much it may store; for administrators' })
  @Answers(200, 'ok.user', administeredUserSchema)
  @Refuses('UNAUTHORIZED', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'VALIDATION_ERROR')
  async change(
    @Caller() caller: Principal,
    @Param('user_id', { schema: idSchema }) id: string,
    @Body({ schema: administrationSchema }) changes: z.infer<typeof administrationSchema>,
  ): Promise<AdministeredUserView> {
    if (changes.disabled === true && id === caller.userId) throw new AppError('CONFLICT', 'error.not_yourself');
    if (changes.storage_quota_mb !== undefined) await this.users.setStorageQuota(id, changes.storage_quota_mb);
    if (changes.disabled !== undefined) await this.auth.setDisabled(id, changes.disabled);
    return toAdministeredUserView(await this.users.get(id));
  }
}
