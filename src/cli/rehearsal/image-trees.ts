import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CliError } from '../cli-error.js';

const SCRIPTS = ['image-tree.mjs', 'image-targets.mjs'];

/**
 * Makes what the images hold in `folder`, as `api` and `worker`: outside of the project, so that nothing is found in its
 * `node_modules` by accident. What was made of the same build before is copied.
 */
export async function makeImageTrees(root: string, folder: string): Promise<void> {
  const cache = join(root, 'node_modules', '.cache', 'sheaf-images');
  const made = join(cache, await fingerprint(root));
  if (!existsSync(made)) {
    const unfinished = `${made}.${process.pid}`;
    await rm(cache, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    await run(process.execPath, [join(root, 'scripts', 'image-tree.mjs'), unfinished]);
    await rename(unfinished, made);
  }
  await cp(made, folder, { recursive: true });
}

/** Changes with what is built and what is installed. */
async function fingerprint(root: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of SCRIPTS) hash.update(await readFile(join(root, 'scripts', name)));
  hash.update(await readFile(join(root, 'package-lock.json')));
  const dist = join(root, 'dist');
  for (const name of (await readdir(dist, { recursive: true })).filter((name) => name.endsWith('.js')).sort()) {
    const { mtimeMs, size } = await stat(join(dist, name));
    hash.update(`${name} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

async function run(command: string, args: string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const [code, complaint] = await Promise.all([ended, text(child.stderr)]);
  if (code !== 0) throw new CliError(`The images' contents could not be gathered: ${complaint.trim()}`);
}
