#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tellError } from '../cli-error.js';
import { projectPaths } from '../paths.js';
import { Rehearsal } from './rehearsal.js';

interface Options {
  api: number;
  worker: number;
  port: number;
  docs: boolean;
}

const program = new Command('scripts/rehearse.sh')
  .description('Runs what docker-compose.yml describes without Docker: nginx, APIs, workers, Redis and PostgreSQL.')
  .option('--api <count>', 'API processes', count(1, 32), 3)
  .option('--worker <count>', 'worker processes', count(1, 32), 4)
  .option('--port <port>', 'port of nginx; 0 takes a free one', count(0, 65_535), 0)
  .option('--no-docs', '/docs, /redoc and /openapi.json for administrators only, as in production')
  .addHelpText('after', '\nNeeds nginx and redis-server (apt-get install nginx-light redis-server).')
  .action(rehearse);

await program.parseAsync();

async function rehearse({ api, worker, port, docs }: Options): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'sheaf-rehearsal-'));
  const interrupted = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
  try {
    const rehearsal = await Rehearsal.start({
      root: projectPaths().root,
      directory,
      apis: api,
      workers: worker,
      port,
      variables: { PUBLIC_OPERATIONS: String(docs) },
      onNotice: say,
    });
    process.stdout.write(`${describe(rehearsal, directory, docs)}\n`);
    await interrupted;
    say('Stopping …');
    await rehearsal.stop();
  } catch (error) {
    process.stderr.write(`✗ ${tellError(error)}\n`);
    process.exitCode = 1;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function describe(rehearsal: Rehearsal, directory: string, docs: boolean): string {
  const pids = [...rehearsal.apis, ...rehearsal.workers].map(({ plan, pid }) => `${plan.name} ${pid ?? '?'}`);
  return [
    '',
    `The rehearsal is up at ${rehearsal.url}`,
    ...(docs ? [`  API docs   ${rehearsal.url}/docs`] : []),
    `  Health     ${rehearsal.url}/health`,
    `  Logs       ${join(directory, 'logs')}`,
    `  Processes  ${pids.join(', ')}`,
    '  Stop       Ctrl-C, which also removes all of its data',
    '',
  ].join('\n');
}

function count(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

function say(message: string): void {
  process.stdout.write(`› ${message}\n`);
}
