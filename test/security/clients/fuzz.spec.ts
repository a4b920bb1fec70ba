import { beforeAll, describe, expect, it } from '@jest/globals';
import type { TestUser } from '../../support/api-client.js';
import { documentedRoutes, type DocumentedRoute } from '../../support/open-api.js';
import { apiSuite } from '../../support/suite.js';

/** Requests for each route; all of them come from one seed, so that what fails once fails again. */
const ROUNDS = 12;
const SEED = 20_260_107;
/** It stays open. */
const ENDLESS = ['GET /api/events'];
const TIME_LIMIT_MS = 90_000;

const suite = apiSuite();
let routes: DocumentedRoute[];
let user: TestUser;
let admin: TestUser;

beforeAll(async () => {
  routes = (await documentedRoutes(suite.client)).filter(({ name }) => !ENDLESS.includes(name));
  [user, admin] = [await suite.client.signUp(), await suite.client.signUp()];
  await suite.environment.database.client.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [admin.id]);
});

/** Mulberry32, by Tommy Ettinger: small, fast, and the same everywhere. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const next = randomNumbers(SEED);
function pick<T>(values: readonly [T, ...T[]]): T {
  return values[Math.floor(next() * values.length)] ?? values[0];
}

const HOSTILE: [unknown, ...unknown[]] = [
  null,
  true,
  -1,
  0,
  2 ** 31,
  2 ** 53,
  1e308,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '%00',
  `' OR '1'='1`,
  '$1',
  '../../../etc/passwd',
  '{{7*7}}${7*7}',
  '<script>alert(1)</script>',
  'x'.repeat(10_000),
  '한'.repeat(300),
  '\u202e\u200b\ufeff',
  '0000-13-45T99:99:99Z',
  '1e999',
  [],
  {},
  [[[[[]]]]],
  { $ne: null },
  { toString: 1, length: -1 },
];
const IDS: [string, ...string[]] = [
  '019a9d2c-1f3e-7c55-9a43-0d5a3b1f9c11',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '1',
  '-1',
  'null',
  '%00',
  '%27%20OR%201=1',
  '..%2f..%2f',
  '%F0%9F%92%A9',
  'x'.repeat(150),
];

/** The example of a route, with some of it replaced, left out or added to. */
function mutated(example: unknown): unknown {
  if (example === null || typeof example !== 'object' || Array.isArray(example) || next() < 0.15) return pick(HOSTILE);
  const entries = Object.entries(example).flatMap(([key, value]) => {
    const dice = next();
    if (dice < 0.15) return [];
    return [[key, dice < 0.6 ? pick(HOSTILE) : value] as const];
  });
  return next() < 0.2
    ? { ...Object.fromEntries(entries), [JSON.stringify(pick(HOSTILE))]: pick(HOSTILE) }
    : Object.fromEntries(entries);
}

interface Attack {
  method: string;
  target: string;
  headers: Record<string, string>;
  body: string | undefined;
}

function attackOn({ method, path, query, bodyTypes, example }: DocumentedRoute): Attack {
  const parameters = query.filter(() => next() < 0.5).map((name) => `${name}=${encodeText(pick(HOSTILE))}`);
  const target = `${path.replace(/\{\w+\}/g, () => pick(IDS))}?${parameters.join('&')}`;
  const token = pick([user.accessToken, user.accessToken, admin.accessToken, 'x.y.z']);
  const headers = { authorization: `Bearer ${token}`, 'accept-language': pick(['ko', 'en', '*;q=x']) };
  if (method === 'GET') return { method, target, headers, body: undefined };
  const type = pick([
    bodyTypes[0] ?? 'application/json',
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=x',
  ]);
  const body = type.startsWith('multipart') ? multipart() : JSON.stringify(mutated(example ?? {}));
  const boundary = type.startsWith('multipart') && !type.includes('boundary') && next() < 0.7 ? '; boundary=x' : '';
  return { method, target, headers: { ...headers, 'content-type': type + boundary }, body };
}

function encodeText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return encodeURIComponent(text.toWellFormed()).slice(0, 2_000);
}

function multipart(): string {
  const name = pick(['file', 'files', 'options', '__proto__', '']);
  const filename = pick(['a.pdf', '', '..', 'a\u0000.pdf', '한글.xlsx', '"']);
  const text = pick(['%PDF-1.7\n%do succeed\n', 'PK\u0003\u0004', '', '{"ocr":1}', '\u0000']);
  return `--x\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\n\r\n${text}\r\n--x${pick(['--', ''])}\r\n`;
}

describe('every documented route', () => {
  it(
    'answers whatever it is sent with a refusal or a success, and never with a fault of its own',
    async () => {
      const faults: unknown[] = [];
      const statuses = new Map<number, number>();
      for (let round = 0; round < ROUNDS; round++) {
        for (const route of routes) {
          const attack = attackOn(route);
          const { status, text } = await send(attack);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          if (status >= 500) faults.push({ ...attack, status, text });
          else if (status >= 400) expect(JSON.parse(text)).toMatchObject({ success: false });
        }
      }
      expect(faults).toEqual([]);
      // It is no proof when all is refused at the door.
      expect(statuses.get(422)).toBeGreaterThan(ROUNDS * 5);
      expect([...statuses.keys()].some((status) => status < 300)).toBe(true);
      expect((await suite.client.get('/health')).status).toBe(200);
    },
    TIME_LIMIT_MS,
  );

  async function send({ method, target, headers, body }: Attack): Promise<{ status: number; text: string }> {
    const response = await fetch(suite.api.baseUrl + target, {
      method,
      headers,
      body: body ?? null,
      redirect: 'manual',
    });
    return { status: response.status, text: await response.text() };
  }
});
