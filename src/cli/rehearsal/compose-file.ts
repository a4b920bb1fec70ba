import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { CliError } from '../cli-error.js';

const serviceSchema = z.object({
  image: z.string(),
  build: z.object({ context: z.string(), target: z.string() }).optional(),
  user: z.string().optional(),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  tmpfs: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  stop_signal: z.string().optional(),
  restart: z.string(),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  deploy: z.object({ resources: z.object({ limits: z.object({ cpus: z.string(), memory: z.string() }) }) }),
});
export type ComposeService = z.infer<typeof serviceSchema>;

const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.unknown()),
});
export type ComposeFile = z.infer<typeof composeSchema>;

/** Reads the compose file with its anchors merged and its variables still in it. */
export async function readComposeFile(path: string): Promise<ComposeFile> {
  const parsed = composeSchema.safeParse(parse(await readFile(path, 'utf8'), { merge: true }));
  if (parsed.success) return parsed.data;
  throw new CliError(`${path} is not as expected:\n${z.prettifyError(parsed.error)}`);
}

/** A service that must be there. */
export function serviceOf({ services }: ComposeFile, name: string): ComposeService {
  const service = services[name];
  if (!service) throw new CliError(`The compose file has no service "${name}"`);
  return service;
}

const VARIABLE = /\$(?:\$|\{(?<name>\w+)(?:(?<operator>:[-?])(?<operand>[^{}]*))?\})/g;

/**
 * Fills in `${NAME}`, `${NAME:-default}` and `${NAME:?message}` (which throws when it is unset or empty), as Compose
 * does; `$$` is a dollar.
 */
export function interpolate(text: string, variables: Record<string, string>): string {
  return text.replace(VARIABLE, (whole, ...rest) => {
    const { name, operator, operand = '' } = rest.at(-1) as Record<string, string | undefined>;
    if (name === undefined) return '$';
    const value = variables[name] ?? '';
    if (value !== '' || operator === undefined) return value;
    if (operator === ':-') return operand;
    throw new CliError(`${whole.slice(2, whole.indexOf(':'))}: ${operand}`);
  });
}

/** The names of the variables in a text, and whether it can do without. */
export function variablesIn(text: string): { name: string; required: boolean }[] {
  return [...text.matchAll(VARIABLE)].flatMap(({ groups }) =>
    groups?.name === undefined ? [] : [{ name: groups.name, required: groups.operator === ':?' }],
  );
}
