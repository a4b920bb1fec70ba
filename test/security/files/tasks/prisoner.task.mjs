/** A task that tries what no reader of documents has to do, and tells what came of it. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ATTEMPTS = {
  environment: () => ({ ...process.env }),
  'read a copy': ({ copy }) => readFileSync(copy, 'utf8'),
  'read a file': ({ path }) => readFileSync(path, 'utf8').length,
  'list a folder': ({ path }) => readdirSync(path).length,
  'write a file': ({ path }) => writeFileSync(path, 'here I was'),
  'write below TMPDIR': () => writeFileSync(join(process.env.TMPDIR, 'mine'), 'allowed'),
  'start a program': () => {
    const { error, stdout } = spawnSync('/usr/bin/id', { encoding: 'utf8' });
    if (error) throw error;
    return stdout;
  },
  connect: ({ port }) =>
    new Promise((resolve, reject) => {
      connect(port, '127.0.0.1')
        .once('connect', () => resolve('connected'))
        .once('error', reject);
    }),
  'ask for a page': ({ port }) =>
    new Promise((resolve, reject) => {
      get(`http://127.0.0.1:${port}/`, () => resolve('answered')).once('error', reject);
    }),
  'see networks': () => readFileSync('/proc/self/net/dev', 'utf8'),
  privileges: () => readFileSync('/proc/self/status', 'utf8').match(/^(NoNewPrivs|CapEff|CapBnd):\s+\S+/gm),
  'fill TMPDIR': async () => {
    for (let file = 0; ; file += 1) {
      writeFileSync(join(process.env.TMPDIR, String(file)), Buffer.alloc(1024 * 1024));
      await sleep(5);
    }
  },
  'write a large file': () => writeFileSync(join(process.env.TMPDIR, 'large'), Buffer.alloc(64 * 1024 * 1024)),
  'leave a promise': async () => {
    void Promise.reject(new Error('nobody listens'));
    await sleep(10);
    return 'went on';
  },
};

export async function run({ attempt, ...given }) {
  try {
    return { done: (await ATTEMPTS[attempt](given)) ?? null };
  } catch (error) {
    return { refused: error.code ?? error.message };
  }
}
