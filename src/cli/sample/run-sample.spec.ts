import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { runSample } from './run-sample.js';

const EXTRACTION = {
  file_type: 'pdf',
  language: 'ko',
  text: '\n세금계산서\n공급자',
  pages: [{}],
  sheets: [],
  tables: [{}, {}],
  fields: [{ label: '합계', name: 'total', value: '914,980' }],
};

describe('runSample', () => {
  let folder: string;
  let server: Server;
  let url: string;
  let registered: number;
  let polls: number;
  let printed: string;

  async function answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const path = `${request.method ?? ''} ${request.url ?? ''}`;
    const body = await text(request);
    const document = { id: 'd1', filename: 'a.pdf', status: 'queued', progress: 0, stage: null, error: null };
    switch (path) {
      case 'POST /api/auth/register':
        registered += 1;
        return { status: 201, body: { data: JSON.parse(body) as unknown } };
      case 'POST /api/auth/login':
        return registered === 0
          ? { status: 401, body: { error_code: 'INVALID_CREDENTIALS', message: 'no' } }
          : { status: 200, body: { access_token: 't' } };
      case 'POST /api/documents/upload':
        expect(request.headers.authorization).toBe('Bearer t');
        return { status: 202, body: { data: document } };
      case 'GET /api/documents/d1':
        polls += 1;
        return { status: 200, body: { data: { ...document, status: polls > 1 ? 'completed' : 'processing' } } };
      case 'GET /api/documents/d1/extracted-data':
        return { status: 200, body: { data: EXTRACTION } };
      case 'GET /api/documents/d1/reports':
        return { status: 200, body: { data: [{ id: 'r1' }] } };
      default:
        return { status: 404, body: { error_code: 'NOT_FOUND', message: path } };
    }
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sheaf-sample-'));
    await writeFile(join(folder, 'a.pdf'), '%PDF-1.7');
    await writeFile(join(folder, 'README.md'), 'not a sample');
    registered = polls = 0;
    printed = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      printed += String(chunk);
      return true;
    });
    server = createServer((request, response) => {
      void answer(request).then(({ status, body }) => {
        response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    server.close();
    server.closeAllConnections();
    await rm(folder, { recursive: true });
  });

  it('registers a user once, uploads, waits and shows what was found', async () => {
    const options = {
      apiUrl: url,
      publicUrl: 'http://sheaf',
      paths: { samples: folder, sampleUser: join(folder, 'user') },
    };
    await runSample(options);
    const user = JSON.parse(await readFile(join(folder, 'user'), 'utf8')) as { username: string; password: string };
    expect(printed).toContain(`as user ${user.username}, password ${user.password}`);
    expect(printed).toContain('contents: pdf, 1 page, 2 tables');
    expect(printed).toContain('text: 세금계산서');
    expect(printed).toContain('합계: 914,980');
    expect(printed).toContain('report: http://sheaf/api/documents/d1/reports/r1/download?format=md');
    await runSample(options);
    expect(registered).toBe(1);
  });

  it('registers anew when the database does not know the user any more', async () => {
    await writeFile(join(folder, 'user'), JSON.stringify({ username: 'old', email: 'o@example.com', password: 'p' }));
    await runSample({ apiUrl: url, publicUrl: url, paths: { samples: folder, sampleUser: join(folder, 'user') } });
    expect(registered).toBe(1);
    expect(await readFile(join(folder, 'user'), 'utf8')).not.toContain('"old"');
  });
});
