import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { apiSuite } from '../support/suite.js';

/** What may be asked without a token. Whoever adds a route to it says so here. */
const PUBLIC_ROUTES = [
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
  'POST /api/auth/login',
  'POST /api/auth/refresh',
  'POST /api/auth/register',
];
const ANY_ID = '019a9d2c-1f3e-7c55-9a43-0d5a3b1f9c11';

interface Schema {
  example?: unknown;
  $ref?: string;
  [keyword: string]: unknown;
}

interface Content {
  schema?: Schema;
  example?: unknown;
}

interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: { name: string; in: string; schema?: Schema }[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, { description: string; content?: Record<string, Content> }>;
}

interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, unknown> };
}

const suite = apiSuite();
let document: OpenApi;

interface Route {
  name: string;
  method: string;
  path: string;
  operation: Operation;
}

function routes(): Route[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([verb, operation]) => {
      const method = verb.toUpperCase();
      return { name: `${method} ${path}`, method, path, operation };
    }),
  );
}

function exampleOf({ schema, example }: Content): unknown {
  const name = schema?.$ref?.split('/').at(-1) ?? '';
  return example ?? schema?.example ?? document.components.schemas[name]?.example;
}

/** The names of the routes of which `holds` is not true; a good document leaves none. */
function routesWithout(holds: (route: Route) => boolean): string[] {
  return routes()
    .filter((route) => !holds(route))
    .map(({ name }) => name);
}

beforeAll(async () => {
  document = JSON.parse((await suite.client.text('/openapi.json')).text) as OpenApi;
});

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone({ ...document }));
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
    expect(document.openapi).toMatch(/^3\./);
  });

  it('names every operation once, with a summary and a tag', () => {
    const ids = routes().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(routesWithout(({ operation }) => Boolean(operation.summary) && operation.tags?.length === 1)).toEqual([]);
  });

  it('describes every parameter of every path', () => {
    const lacking = routesWithout(({ path, operation }) =>
      [...path.matchAll(/\{(\w+)\}/g)].every(([, name]) =>
        operation.parameters?.some((parameter) => parameter.in === 'path' && parameter.name === name),
      ),
    );
    expect(lacking).toEqual([]);
  });

  it('gives an example and a schema for every body', () => {
    const lacking = routesWithout(({ operation }) =>
      Object.values(operation.requestBody?.content ?? {}).every(
        (content) => content.schema !== undefined && exampleOf(content) !== undefined,
      ),
    );
    expect(lacking).toEqual([]);
  });

  it('describes what every route answers, and gives every shape an example', () => {
    const lacking = routesWithout(({ operation }) =>
      Object.entries(operation.responses).some(
        ([status, { content }]) => /^2/.test(status) && Object.values(content ?? {}).some(({ schema }) => schema),
      ),
    );
    expect(lacking).toEqual([]);
    const bare = Object.entries(document.components.schemas).filter(([, { example }]) => example === undefined);
    expect(bare.map(([name]) => name)).toEqual([]);
  });

  it('gives examples that are true to their schemas', async () => {
    const validator = new Validator();
    await validator.validate(structuredClone({ ...document }));
    const { schemas } = (validator.resolveRefs() as unknown as OpenApi).components;
    for (const [name, { example, ...schema }] of Object.entries(schemas)) {
      const parsed = z.fromJSONSchema(schema, { defaultTarget: 'openapi-3.0' }).safeParse(example);
      expect({ name, issues: parsed.error?.issues }).toEqual({ name, issues: undefined });
    }
  });

  it('names no host, so that it is true behind any proxy', () => {
    const addresses = [...JSON.stringify(document).matchAll(/https?:\/\/[^"\\ ]+/g)].map(([url]) => url);
    const ours = addresses.filter((address) => !/^https:\/\/[a-z.]*example\.com\//.test(address));
    expect(ours).toEqual(['https://opensource.org/license/mit']);
  });
});

describe('every route', () => {
  it('declares its security, or is on the list of public ones', () => {
    const open = routesWithout(({ operation }) => (operation.security ?? []).length > 0);
    expect(open.sort()).toEqual(PUBLIC_ROUTES);
  });

  it('that is not public can be used with the Authorize button and with a bearer token, and says it answers 401', () => {
    const lacking = routesWithout(({ name, operation }) => {
      if (PUBLIC_ROUTES.includes(name)) return true;
      const schemes = (operation.security ?? []).flatMap((requirement) => Object.keys(requirement));
      return schemes.includes('password') && schemes.includes('bearer') && '401' in operation.responses;
    });
    expect(lacking).toEqual([]);
  });

  it('that is not public answers 401 without a token, before it looks at anything else', async () => {
    const guarded = routes().filter(({ name }) => !PUBLIC_ROUTES.includes(name));
    expect(guarded.length).toBeGreaterThan(10);
    for (const { name, method, path } of guarded) {
      for (const token of [undefined, 'a.forged.token']) {
        const { status, body } = await suite.client.request(method, path.replaceAll(/\{\w+\}/g, ANY_ID), {
          ...(token === undefined ? {} : { token }),
        });
        expect({ name, status, code: body.error_code }).toEqual({ name, status: 401, code: 'UNAUTHORIZED' });
      }
    }
  });

  it('that is public does not answer 401 without a token', async () => {
    for (const { name, method, path } of routes().filter((route) => PUBLIC_ROUTES.includes(route.name))) {
      const { status } = await suite.client.request(method, path);
      expect({ name, refused: status === 401 }).toEqual({ name, refused: false });
    }
  });
});
