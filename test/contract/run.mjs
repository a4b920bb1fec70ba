#!/usr/bin/env node
/**
 * Runs a contract (a program that takes a base URL and checks the service from outside) against the service as a
 * newcomer gets it: a clean copy of this project, started by scripts/start.sh.
 *
 *   node test/contract/run.mjs CONTRACT_FILE
 *
 * Checks that pending.json names wait for a part that is not built yet: they may fail. One that passes all the same
 * fails the run, so that the list only ever gets shorter. Ends with "N passed, N failed".
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PENDING = new URL('./pending.json', import.meta.url);

const [contract] = process.argv.slice(2);
if (contract === undefined || !existsSync(contract)) {
  console.error('Usage: node test/contract/run.mjs CONTRACT_FILE');
  process.exit(2);
}

const directory = mkdtempSync(join(tmpdir(), 'sheaf-contract-'));
const checkout = join(directory, 'project');
copyProject(checkout);
try {
  run('scripts/start.sh', ['--detach', '--port', '0', '--host', '127.0.0.1']);
  const { url } = JSON.parse(run('scripts/status.sh', ['--json']));
  const results = join(directory, 'results.json');
  await checkContract(url, results);
  report(JSON.parse(readFileSync(results, 'utf8')));
} finally {
  run('scripts/stop.sh', []);
  rmSync(directory, { recursive: true, force: true });
}

/** What git would clone, with what is installed and built here, so that neither is done twice. */
function copyProject(target) {
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  for (const file of listed.stdout.toString().split('\0').filter(Boolean)) {
    if (!existsSync(join(ROOT, file))) continue;
    mkdirSync(dirname(join(target, file)), { recursive: true });
    cpSync(join(ROOT, file), join(target, file), { preserveTimestamps: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(target, 'node_modules'));
  cpSync(join(ROOT, 'dist'), join(target, 'dist'), { recursive: true, preserveTimestamps: true });
}

function run(script, args) {
  const env = { ...process.env, DATABASE_URL: '', SECRET_KEY: '', NODE_OPTIONS: '' };
  const { status, stdout, stderr } = spawnSync(join(checkout, script), args, { cwd: checkout, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

async function checkContract(url, results) {
  const args = ['--experimental-websocket', '--no-warnings', resolve(contract), url, '--json', results];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  await new Promise((done) => child.on('exit', done));
  if (!existsSync(results)) throw new Error('The contract ended without results');
}

function report(results) {
  const pending = JSON.parse(readFileSync(PENDING, 'utf8'));
  const unknown = Object.keys(pending).filter((name) => !results.some((result) => result.name === name));
  const passed = results.filter(({ ok, name }) => ok && !(name in pending));
  const failures = [
    ...results.filter(({ ok, name }) => !ok && !(name in pending)).map(({ name, error }) => `${name}: ${error}`),
    ...results
      .filter(({ ok, name }) => ok && name in pending)
      .map(({ name }) => `${name}: passes; strike it from pending.json`),
    ...unknown.map((name) => `${name}: stands in pending.json, but there is no such check`),
  ];
  for (const { ok, name } of results) if (!ok && name in pending) console.log(`  pending: ${name} (${pending[name]})`);
  for (const failure of failures) console.log(`  FAIL ${failure}`);
  console.log(`${passed.length} passed, ${failures.length} failed`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
