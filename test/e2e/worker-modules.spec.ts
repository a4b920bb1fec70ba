import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createTestEnvironment, type TestEnvironment } from '../support/environment.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HTTP_SIDE =
  /node_modules\/(@nestjs\/(platform-|swagger|websockets)|@fastify\/|fastify\/|ws\/|@bull-board\/)|dist\/(http\/|main\.js|.*\.(controller|gateway|dto|guard|strategy)\.js)/;

/** Of no use, and so not there, while nothing is traced. The metrics library itself loads the mere types' package. */
const TRACING_SDK = /node_modules\/@opentelemetry\/(?!api\/)|dist\/tracing\/otlp-tracer\.js/;

/** Everything that a started worker has in memory, from its start to its orderly end. */
async function modulesOf(entry: string, environment: TestEnvironment): Promise<string[]> {
  const list = join(environment.directory, 'modules.txt');
  const worker = spawn(process.execPath, ['--import', './test/support/record-modules.mjs', entry], {
    cwd: ROOT,
    env: { ...process.env, ...environment.variables, LOG_LEVEL: 'info', RECORD_MODULES: list, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: worker.stdout })) {
    if (line.includes('ready') || line.includes('Listening')) break;
  }
  worker.stdout.resume();
  worker.kill('SIGTERM');
  await once(worker, 'exit');
  return (await readFile(list, 'utf8')).split('\n');
}

describe('the modules of a process', () => {
  let environment: TestEnvironment;

  beforeAll(async () => {
    environment = await createTestEnvironment();
  });

  afterAll(() => environment.dispose());

  it('are without HTTP, Swagger and WebSockets in a worker', async () => {
    const loaded = await modulesOf('dist/worker.js', environment);
    expect(loaded.some((module) => module.endsWith('dist/extractions/extraction.processor.js'))).toBe(true);
    expect(loaded.filter((module) => HTTP_SIDE.test(module))).toEqual([]);
    expect(loaded.filter((module) => TRACING_SDK.test(module))).toEqual([]);
  });

  it('are without processors and readers in an API', async () => {
    const loaded = await modulesOf('dist/main.js', environment);
    expect(loaded.some((module) => module.includes('node_modules/fastify/'))).toBe(true);
    expect(
      loaded.filter((module) => /\.processor\.js$|dist\/extraction\/(excel|pdf|image|ocr)\//.test(module)),
    ).toEqual([]);
    expect(loaded.filter((module) => TRACING_SDK.test(module))).toEqual([]);
  });
});
