import { beforeAll, describe, expect, it } from '@jest/globals';
import { RouteTable } from '../../../src/http/route-table.js';
import type { AnyBody, Answer } from '../../support/api-client.js';
import { fixture } from '../../support/api-client.js';
import { eventually } from '../../support/eventually.js';
import { documentedRoutes, type DocumentedRoute } from '../../support/open-api.js';
import type { Owner } from '../../support/owner.js';
import { serviceSuite } from '../../support/service.js';

/** What stands beside the API and not in its document. */
const BESIDE_THE_API = /^\/(docs|redoc|openapi\.(json|yaml)|queues|metrics)(\/|$)/;
/** Users see the public part of each other. */
const SHARED = ['GET /api/users/{user_id}'];

const suite = serviceSuite();
let routes: DocumentedRoute[];
let victim: Owner;
let intruder: Owner;
let ids: Record<string, string>;

beforeAll(async () => {
  await suite().startWorker();
  routes = await documentedRoutes(suite().api.client);
  [victim, intruder] = [await suite().signUp(), await suite().signUp()];
  ids = await thingsOf(victim);
}, 90_000);

/** One of each thing that a route can name. */
async function thingsOf(owner: Owner): Promise<Record<string, string>> {
  const document = await owner.process(await fixture('stanley_cups.csv'));
  await owner.live.untilType('report_ready', document.id);
  const [report] = await owner.reports(document.id);
  const webhook = await owner.post('/api/webhooks', { url: 'https://hooks.example.com/sheaf' });
  const webhookId = (webhook.body.data as { id: string }).id;
  await owner.post(`/api/webhooks/${webhookId}/test`);
  const deliveries = await eventually(async () => {
    const { body } = await owner.get(`/api/webhooks/${webhookId}/deliveries`);
    expect(body.data).not.toEqual([]);
    return body.data as { id: string }[];
  });
  const ordered = await owner.post('/api/reports', { document_ids: [document.id] });
  const collectionReport = (ordered.body.data as { id: string }).id;
  await eventually(async () => {
    const { body } = await owner.get(`/api/reports/${collectionReport}`);
    expect(body.data).toMatchObject({ status: 'succeeded' });
  }, 30_000);
  return {
    document: document.id,
    collection_report: collectionReport,
    webhook: webhookId,
    job_id: document.job_id,
    report_id: report?.id ?? '',
    delivery_id: deliveries[0]?.id ?? '',
    user_id: owner.user.id,
    table_id: 't1',
    name: 'total',
  };
}

/** The path with the victim's things in the place of its parameters. */
function targetOf({ path, target }: DocumentedRoute): string {
  return target.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = ids[kindOf(path, name)];
    if (id === undefined) throw new Error(`Say what {${name}} of ${path} is`);
    return id;
  });
}

/** What a parameter of this name stands for in this path. */
function kindOf(path: string, name: string): string {
  if (path.startsWith('/api/reports/')) return 'collection_report';
  if (name !== 'id') return name;
  return path.startsWith('/api/webhooks') ? 'webhook' : 'document';
}

function ask(route: DocumentedRoute, token?: string): Promise<Answer<AnyBody>> {
  return suite().api.client.request(route.method, targetOf(route), {
    ...(token === undefined ? {} : { token }),
    ...(route.example === undefined ? {} : { json: route.example }),
  });
}

/** What a route declares. */
function accessOf({ method, path }: DocumentedRoute): string | undefined {
  const declared = suite().api.app.get(RouteTable).all();
  return declared.find((entry) => entry.method === method && entry.path === path.replace(/\{(\w+)\}/g, ':$1'))?.access;
}

describe('every route', () => {
  it('of the running service is documented, and every documented one is there', () => {
    const served = suite()
      .api.app.get(RouteTable)
      .all()
      .filter(({ method, path }) => method !== 'HEAD' && !BESIDE_THE_API.test(path))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(served.sort()).toEqual(routes.map(({ name }) => name).sort());
  });

  it('that is not public answers 401 without a token, whatever it is asked', async () => {
    const guarded = routes.filter((route) => accessOf(route) !== 'public');
    expect(guarded.length).toBeGreaterThan(30);
    for (const route of guarded) {
      const { status, body } = await ask(route);
      expect({ route: route.name, status, code: body.error_code }).toEqual({
        route: route.name,
        status: 401,
        code: 'UNAUTHORIZED',
      });
    }
  });

  it('is public only if it is one of these', () => {
    expect(routes.filter((route) => accessOf(route) === 'public').map(({ name }) => name)).toEqual([
      'GET /health',
      'GET /health/live',
      'GET /health/ready',
      'POST /api/auth/register',
      'POST /api/auth/login',
      'POST /api/auth/refresh',
    ]);
  });

  it("answers 404 to another user's token, for each of the things that it names", async () => {
    const personal = routes.filter((route) => accessOf(route) === 'user' && route.path.includes('{'));
    expect(personal.length).toBeGreaterThan(20);
    for (const route of personal.filter(({ name }) => !SHARED.includes(name))) {
      const { status, body } = await ask(route, intruder.token);
      expect({ route: route.name, status, code: body.error_code }).toEqual({
        route: route.name,
        status: 404,
        code: 'NOT_FOUND',
      });
    }
    const { body } = await victim.get('/api/documents/');
    expect(body.data).toMatchObject([{ id: ids.document, status: 'completed' }]);
    expect((await victim.get(`/api/webhooks/${ids.webhook}`)).status).toBe(200);
  });

  it('that reads answers its owner, asked in the same words', async () => {
    const readers = routes.filter((route) => route.method === 'GET' && route.path.includes('{'));
    // A table of text has no pictures of pages.
    for (const route of readers.filter(({ path }) => !path.endsWith('/thumbnail'))) {
      const response = await fetch(suite().api.baseUrl + targetOf(route), {
        headers: { authorization: `Bearer ${victim.token}` },
      });
      await response.body?.cancel();
      expect({ route: route.name, status: response.status }).toEqual({ route: route.name, status: 200 });
    }
  });

  it('tells a document that is not yours and one that never was in the same words', async () => {
    const never = '019a9d2c-1f3e-7c55-9a43-0d5a3b1f9c11';
    const [theirs, nobodys] = [
      await intruder.get(`/api/documents/${ids.document}`),
      await intruder.get(`/api/documents/${never}`),
    ];
    expect(theirs.body.message.replace(String(ids.document), never)).toBe(nobodys.body.message);
  });

  it('for administrators answers others 403', async () => {
    for (const route of routes.filter((candidate) => accessOf(candidate) === 'admin')) {
      const { status, body } = await ask(route, intruder.token);
      expect({ route: route.name, status, code: body.error_code }).toEqual({
        route: route.name,
        status: 403,
        code: 'FORBIDDEN',
      });
    }
  });

  it('of the queue dashboard is closed to everybody and to users', async () => {
    const board = suite()
      .api.app.get(RouteTable)
      .all()
      .filter(({ path }) => path.startsWith('/queues'));
    expect(board.length).toBeGreaterThan(5);
    expect(new Set(board.map(({ access }) => access))).toEqual(new Set(['admin']));
    for (const { method, path } of board) {
      const url = suite().api.baseUrl + path.replace(/:\w+|\*/g, 'x');
      const anybody = await fetch(url, { method });
      const user = await fetch(url, { method, headers: { authorization: `Bearer ${intruder.token}` } });
      await Promise.all([anybody.body?.cancel(), user.body?.cancel()]);
      expect({ path, statuses: [anybody.status, user.status] }).toEqual({ path, statuses: [401, 403] });
    }
  });
});
