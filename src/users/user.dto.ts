import { z } from 'zod';
import { LOCALES } from '../common/messages/messages.js';
import { toStorableText } from '../common/text.js';
import { say } from '../http/request-context.js';
import type { User } from './user.entity.js';

const MIN_PASSWORD = 8;
const MAX_PASSWORD = 128;

const USER_EXAMPLE = {
  id: '019a9d2c-1f3e-7c55-9a43-0d5a3b1f9c11',
  username: 'hana',
  email: 'hana@example.com',
  full_name: '김하나',
  role: 'user' as const,
  locale: 'ko' as const,
  created_at: '2026-01-07T03:21:09.482Z',
  updated_at: '2026-01-07T03:21:09.482Z',
};

export const usernameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{2,49}$/, { error: () => say('invalid.username') });
export const emailSchema = z.email().max(254);
export const newPasswordSchema = z
  .string()
  .max(MAX_PASSWORD)
  .refine((value) => value.length >= MIN_PASSWORD && /\p{L}/u.test(value) && /\d/.test(value), {
    error: () => say('invalid.weak_password', { min: MIN_PASSWORD }),
  });

export const userSchema = z
  .object({
    id: z.uuid(),
    username: z.string(),
    email: z.string(),
    full_name: z.string().nullable(),
    role: z.enum(['user', 'admin']),
    locale: z.enum(LOCALES),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'User', example: USER_EXAMPLE });

/** Your own account, with what your documents take of the storage. */
export const accountSchema = userSchema
  .extend({
    storage: z.object({ used_bytes: z.int(), limit_bytes: z.int().nullable().describe('null: no limit') }),
  })
  .meta({
    id: 'Account',
    example: { ...USER_EXAMPLE, storage: { used_bytes: 18_400_000, limit_bytes: 21_474_836_480 } },
  });

/** A user as administrators see it. */
export const administeredUserSchema = userSchema
  .extend({ disabled: z.boolean(), storage_quota_mb: z.int().nullable() })
  .meta({ id: 'AdministeredUser', example: { ...USER_EXAMPLE, disabled: false, storage_quota_mb: null } });

export const publicUserSchema = userSchema.pick({ id: true, username: true, full_name: true, created_at: true }).meta({
  id: 'PublicUser',
  example: { id: USER_EXAMPLE.id, username: 'hana', full_name: '김하나', created_at: USER_EXAMPLE.created_at },
});

export const profileSchema = z
  .strictObject({
    email: emailSchema.optional(),
    full_name: z.string().overwrite(toStorableText).trim().max(100).nullable().optional(),
    locale: z.enum(LOCALES).optional(),
  })
  .refine((changes) => Object.keys(changes).length > 0, { error: () => say('invalid.empty_update') })
  .meta({ id: 'ProfileChanges', example: { full_name: '김하나', locale: 'ko' } });

export const passwordChangeSchema = z
  .strictObject({ current_password: z.string().max(MAX_PASSWORD), new_password: newPasswordSchema })
  .meta({ id: 'PasswordChange', example: { current_password: 'old-Passw0rd', new_password: 'new-Passw0rd' } });

export type UserView = z.infer<typeof userSchema>;
export type AccountView = z.infer<typeof accountSchema>;
export type AdministeredUserView = z.infer<typeof administeredUserSchema>;
export type PublicUserView = z.infer<typeof publicUserSchema>;

export function toUserView(user: User): UserView {
  return {
    ...toPublicUserView(user),
    email: user.email,
    role: user.role,
    locale: user.locale,
    updated_at: user.updatedAt.toISOString(),
  };
}

export function toAdministeredUserView(user: User): AdministeredUserView {
  return { ...toUserView(user), disabled: user.disabledAt !== null, storage_quota_mb: user.storageQuotaMb };
}

/** What users see of each other. */
export function toPublicUserView({ id, username, fullName, createdAt }: User): PublicUserView {
  return { id, username, full_name: fullName, created_at: createdAt.toISOString() };
}
