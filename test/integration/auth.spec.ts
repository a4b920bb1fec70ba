import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApi, type TestApi } from '../support/api.js';
import { createTestEnvironment, type TestEnvironment } from '../support/environment.js';

describe('log-in', () => {
  let environment: TestEnvironment;
  let api: TestApi;

  beforeAll(async () => {
    environment = await createTestEnvironment();
    api = await startApi(environment);
  });

  afterAll(async () => {
    await api.close();
    await environment.dispose();
  });

  it('takes a user name or an e-mail address, whatever its case', async () => {
    const user = await api.client.signUp('Hana');
    for (const username of ['hana', 'HANA@example.COM']) {
      const { status } = await api.client.request('POST', '/api/auth/login', {
        json: { username, password: user.password },
      });
      expect(status).toBe(200);
    }
  });
});
