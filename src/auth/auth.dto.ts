import { z } from 'zod';
import { LOCALES } from '../common/messages/messages.js';
import { toStorableText } from '../common/text.js';
import { emailSchema, newPasswordSchema, usernameSchema } from '../users/user.dto.js';
import type { TokenPair } from './auth.service.js';

const MAX_CREDENTIAL = 300;

export const registerSchema = z
  .strictObject({
    username: usernameSchema,
    email: emailSchema,
    password: newPasswordSchema,
    locale: z.enum(LOCALES).optional(),
  })
  .meta({
    id: 'Registration',
    example: { username: 'hana', email: 'hana@example.com', password: 'correct-horse-7', locale: 'ko' },
  });

/** OAuth2's password grant; clients add fields of their own (`grant_type`, `scope`, `client_id`), which are ignored. */
export const loginSchema = z
  .object({
    username: z.string().overwrite(toStorableText).min(1).max(MAX_CREDENTIAL).describe('User name or e-mail address'),
    password: z.string().min(1).max(MAX_CREDENTIAL).meta({ format: 'password' }),
  })
  .meta({ id: 'Login', example: { username: 'hana', password: 'correct-horse-7' } });

export const refreshSchema = z
  .object({ refresh_token: z.string().min(1).max(MAX_CREDENTIAL) })
  .meta({ id: 'Refresh', example: { refresh_token: 'kq3v5m0o8cT1yWf2…' } });

/** OAuth2's own shape, not in the envelope, so that Swagger UI's Authorize button understands it. */
export const tokenSchema = z
  .object({
    access_token: z.string(),
    refresh_token: z.string(),
    token_type: z.literal('bearer'),
    expires_in: z.int().describe('Seconds until the access token expires'),
  })
  .meta({
    id: 'Tokens',
    example: {
      access_token: 'eyJhbGciOi…',
      refresh_token: 'kq3v5m0o8cT1yWf2…',
      token_type: 'bearer',
      expires_in: 3600,
    },
  });
export type TokenView = z.infer<typeof tokenSchema>;

export function toTokenView({ accessToken, refreshToken, expiresInSeconds }: TokenPair): TokenView {
  return {
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: 'bearer',
    expires_in: expiresInSeconds,
  };
}
