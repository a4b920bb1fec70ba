import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Writable } from 'node:stream';
import { createLogger, transports } from 'winston';
import { startApi } from '../../support/api.js';
import { createTestEnvironment, type TestEnvironment } from '../../support/environment.js';

describe('the address of a client', () => {
  let environment: TestEnvironment;

  beforeAll(async () => {
    environment = await createTestEnvironment();
  });

  afterAll(() => environment.dispose());

  interface AccessRecord {
    context?: string;
    address?: string;
    path?: string;
    user_agent?: string;
    request_id?: string;
  }

  /** What is logged of one request to a service of its own. */
  async function logged(
    proxies: string,
    headers: Record<string, string>,
    path = '/api/nothing',
  ): Promise<AccessRecord> {
    const records: AccessRecord[] = [];
    const stream = new Writable({
      objectMode: true,
      write: (record: AccessRecord, _encoding, done) => {
        records.push(record);
        done();
      },
    });
    const logger = createLogger({ transports: [new transports.Stream({ stream })] });
    logger.on('data', (record: AccessRecord) => records.push(record));
    const variables = { ...environment.variables, TRUSTED_PROXIES: proxies };
    const api = await startApi({ variables }, logger);
    try {
      await api.client.text(path, headers);
      return records.find((record) => record.context === 'access') ?? {};
    } finally {
      await api.close();
    }
  }

  const FORGED = { 'x-forwarded-for': '203.0.113.7', 'x-real-ip': '203.0.113.7', forwarded: 'for=203.0.113.7' };

  it('is that of its connection, whatever it claims', async () => {
    expect(await logged('', FORGED)).toMatchObject({ address: '127.0.0.1' });
    expect(await logged('10.0.0.0/8', FORGED)).toMatchObject({ address: '127.0.0.1' });
  });

  it('is what a trusted proxy says, and not what the client told that', async () => {
    expect(await logged('127.0.0.0/8', FORGED)).toMatchObject({ address: '203.0.113.7' });
    const chain = { 'x-forwarded-for': '203.0.113.7, 198.51.100.9' };
    expect(await logged('127.0.0.1', chain)).toMatchObject({ address: '198.51.100.9' });
    expect(await logged('127.0.0.1,198.51.100.9', chain)).toMatchObject({ address: '203.0.113.7' });
  });

  it('and what else it writes make no lines of their own in the log', async () => {
    const agent = `Mozilla\u0085fake line\u009b31m${'x'.repeat(500)}`;
    const record = await logged('', { 'user-agent': agent, 'x-request-id': 'a\tb' }, '/api/%0d%0aforged');
    expect(record.user_agent).toMatch(/^Mozilla%C2%85fake line%C2%9B31mx{150,}$/);
    expect(record.user_agent?.length).toBeLessThan(220);
    expect(record.path).toBe('/api/%0d%0aforged');
    expect(record.request_id).toMatch(/^[0-9a-f-]{36}$/);
  });
});
