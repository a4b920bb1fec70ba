import type { ApiClient } from './api-client.js';

interface Schema {
  $ref?: string;
  enum?: string[];
  example?: unknown;
}

interface Content {
  schema?: Schema;
  example?: unknown;
}

interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[];
  requestBody?: { content: Record<string, Content> };
}

interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** A route as its documentation describes it, and a request that it would take. */
export interface DocumentedRoute {
  /** Like `GET /api/documents/{id}`. */
  name: string;
  method: string;
  path: string;
  /** Its path with the query that it cannot do without; parameters of the path stand in braces. */
  target: string;
  /** The names of the query parameters that it knows. */
  query: string[];
  /** The types of body that it takes. */
  bodyTypes: string[];
  /** A body in JSON that it takes, if it takes any. */
  example: unknown;
}

/** Every route of the service's own OpenAPI document. */
export async function documentedRoutes(client: ApiClient): Promise<DocumentedRoute[]> {
  const document = JSON.parse((await client.text('/openapi.json')).text) as OpenApi;
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([verb, operation]) => toRoute(document, verb.toUpperCase(), path, operation)),
  );
}

function toRoute(document: OpenApi, method: string, path: string, operation: Operation): DocumentedRoute {
  const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const needed = parameters.filter(({ required }) => required);
  const query = new URLSearchParams(needed.map(({ name, schema }) => [name, schema?.enum?.[0] ?? 'x']));
  const content = operation.requestBody?.content ?? {};
  const json = content['application/json'];
  return {
    name: `${method} ${path}`,
    method,
    path,
    target: needed.length === 0 ? path : `${path}?${query.toString()}`,
    query: parameters.map(({ name }) => name),
    bodyTypes: Object.keys(content),
    example: json && exampleOf(document, json),
  };
}

function exampleOf(document: OpenApi, { schema, example }: Content): unknown {
  const name = schema?.$ref?.split('/').at(-1) ?? '';
  return example ?? schema?.example ?? document.components.schemas[name]?.example;
}
