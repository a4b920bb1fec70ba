import { describe, expect, it } from '@jest/globals';
import { ApiClient } from '../../support/api-client.js';
import { openToken } from '../../support/forged-token.js';
import { processesSuite } from '../../support/processes-suite.js';

const OLD_KEY = 'the-first-secret-that-is-long-enough';
const NEW_KEY = 'the-next-secret-that-is-long-enough';

describe('a key that is replaced', () => {
  const suite = processesSuite();

  async function apiWith(variables: Record<string, string>): Promise<ApiClient> {
    return new ApiClient((await suite.start('main', variables)).url);
  }

  it('still opens the door while it is on the list, and not any more when it is gone', async () => {
    const before = await apiWith({ SECRET_KEY: OLD_KEY });
    const rotated = await apiWith({ SECRET_KEY: NEW_KEY, SECRET_KEYS_PREVIOUS: OLD_KEY });
    const later = await apiWith({ SECRET_KEY: NEW_KEY });
    const user = await before.signUp();
    expect((await rotated.get('/api/users/me', user.accessToken)).status).toBe(200);
    expect((await later.get('/api/users/me', user.accessToken)).status).toBe(401);
    const { accessToken } = await rotated.logIn(user.username, user.password);
    expect(openToken(accessToken).header.kid).not.toBe(openToken(user.accessToken).header.kid);
    expect((await later.get('/api/users/me', accessToken)).status).toBe(200);
    const json = { refresh_token: user.refreshToken };
    expect((await later.request('POST', '/api/auth/refresh', { json })).status).toBe(200);
  });
});
