import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect as connectHttp2 } from 'node:http2';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectTls, type SecureVersion } from 'node:tls';
import { freePort } from '../support/free-port.js';
import { NGINX, TestNginx } from '../support/nginx.js';
import { describeWith, type Program, runProgram } from '../support/programs.js';
import { StubApi } from '../support/stub-api.js';

jest.setTimeout(60_000);

const OPENSSL: Program = { name: 'openssl', debianPackage: 'openssl' };
const NAME = 'sheaf.example.com';

let nginx: TestNginx;
let api: StubApi;
let folder: string;
let port: number;
let ca: Buffer;

function makeCertificate(): void {
  const [key, certificate] = [join(folder, 'privkey.pem'), join(folder, 'fullchain.pem')];
  const names = ['-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME}`];
  runProgram(OPENSSL, ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, ...names]);
}

async function answerOf(outgoing: ReturnType<typeof httpRequest>): Promise<IncomingMessage & { text: string }> {
  const [response] = (await once(outgoing.end(), 'response')) as [IncomingMessage];
  return Object.assign(response, { text: await text(response) });
}

function secure(options: RequestOptions): RequestOptions {
  return { host: '127.0.0.1', port, ca, servername: NAME, agent: false, ...options };
}

function plain(host: string, path: string): ReturnType<typeof httpRequest> {
  return httpRequest(nginx.url + path, { headers: { host }, agent: false });
}

describeWith([NGINX, OPENSSL], 'nginx with the example of TLS', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sheaf-tls-'));
    makeCertificate();
    ca = await readFile(join(folder, 'fullchain.pem'));
    port = await freePort();
    api = await StubApi.start();
    nginx = await TestNginx.start(
      [api.port],
      { MAX_UPLOAD_SIZE: '100000' },
      {
        environment: { NGINX_TLS_PORT: `127.0.0.1:${port}`, SERVER_NAME: NAME },
        volumes: [
          './nginx/examples/tls.conf.template:/etc/nginx/templates/tls.conf.template:ro',
          `${folder}:/etc/nginx/certificates:ro`,
        ],
      },
    );
  });

  afterAll(async () => {
    await nginx.dispose();
    await api.dispose();
    await rm(folder, { recursive: true });
  });

  it('serves the API, which learns that it was asked by HTTPS', async () => {
    const { statusCode } = await answerOf(httpsRequest(secure({ path: '/api/users/me', headers: { host: NAME } })));
    expect(statusCode).toBe(200);
    expect(api.requests.at(-1)?.headers).toMatchObject({
      host: NAME,
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '127.0.0.1',
    });
  });

  it('serves it by HTTP/2 too', async () => {
    const client = connectHttp2(`https://${NAME}:${port}`, { ca, servername: NAME, lookup: toHere });
    const stream = client.request({ ':path': '/api/users/me' });
    const [headers] = (await once(stream.resume(), 'response')) as [Record<string, unknown>];
    client.destroy();
    expect(headers[':status']).toBe(200);
    expect(api.requests.at(-1)?.headers).toMatchObject({ host: `${NAME}:${port}`, 'x-forwarded-proto': 'https' });
  });

  it('has the limits and refusals of the plain one', async () => {
    const headers = { host: NAME, 'content-length': 2_000_000 };
    const answer = await answerOf(httpsRequest(secure({ method: 'POST', path: '/api/auth/login', headers })));
    expect(answer.statusCode).toBe(413);
    expect(answer.text).toContain('"error_code":"FILE_TOO_LARGE"');
    expect((await answerOf(httpsRequest(secure({ path: '/metrics', headers: { host: NAME } })))).statusCode).toBe(403);
  });

  it.each<[SecureVersion, boolean]>([
    ['TLSv1.1', false],
    ['TLSv1.2', true],
    ['TLSv1.3', true],
  ])('with %s: %p', async (version, isSpoken) => {
    const socket = connectTls({
      host: '127.0.0.1',
      port,
      ca,
      servername: NAME,
      minVersion: version,
      maxVersion: version,
      // Without it this side would refuse the old one by itself.
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    const spoken = await Promise.race([
      once(socket, 'secureConnect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    expect(spoken).toBe(isSpoken);
  });

  it('sends plain requests for its name on, with path and query', async () => {
    const answer = await answerOf(plain(NAME, '/docs?a=1'));
    expect(answer.statusCode).toBe(308);
    expect(answer.headers.location).toBe(`https://${NAME}/docs?a=1`);
  });

  it('answers checks of its health and other names without TLS', async () => {
    expect((await answerOf(plain(NAME, '/nginx-health'))).statusCode).toBe(200);
    expect((await answerOf(plain('127.0.0.1', '/api/users/me'))).statusCode).toBe(200);
  });
});

/** The name is nowhere but in the certificate. */
function toHere(
  _name: string,
  { all }: { all?: boolean },
  callback: (error: null, address: string | { address: string; family: number }[], family?: number) => void,
): void {
  if (all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
}
