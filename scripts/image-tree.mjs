#!/usr/bin/env node
/**
 * Makes the folders that the container images hold, FOLDER/api and FOLDER/worker: what the entry points of a process
 * load, found by following every import, what they read besides from packages, and nothing else.
 *
 *   node scripts/image-tree.mjs FOLDER
 *
 * Run after "npm run build", by the Dockerfile and by the rehearsal. The folders must not exist, or be empty.
 */
import { nodeFileTrace } from '@vercel/nft';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TARGETS } from './image-targets.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Node 20.19 knows the second too, which the tracer believes of Node 22 only. */
const CONDITIONS = ['node', 'module-sync'];
const LEGAL = /^(licen[cs]e|notice|copying)/i;
const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Usage: node scripts/image-tree.mjs FOLDER\n');
  process.exit(64);
}
// What both load is parsed once.
const cache = {};
for (const [name, target] of Object.entries(TARGETS)) await makeTree(name, target, join(resolve(folder), name));

async function makeTree(name, target, out) {
  if (existsSync(out) && (await readdir(out)).length > 0) fail(`${out} is not empty`);
  const files = new Set([...(await traced(target)), ...(await assets(target.assets))]);
  for (const file of await legalTexts(files)) files.add(file);
  for (const file of sourceMaps(files)) files.add(file);
  let bytes = 0;
  for (const file of files) bytes += await copy(file, out);
  process.stdout.write(`${name}: ${files.size} files, ${(bytes / 1e6).toFixed(1)} MB\n`);
}

/** What the entry points load, as paths below the project. */
async function traced({ entries, without }) {
  const missing = entries.filter((entry) => !existsSync(join(ROOT, entry)));
  if (missing.length > 0) fail(`not built: ${missing.join(', ')}`);
  const { fileList } = await nodeFileTrace(
    entries.map((entry) => join(ROOT, entry)),
    { base: ROOT, processCwd: ROOT, cache, conditions: CONDITIONS, ignore: (file) => without.test(file) },
  );
  const found = await Promise.all([...fileList].map(async (file) => ((await isFile(file)) ? [file] : [])));
  return found.flat();
}

/** What is read from packages at run time without being imported. */
async function assets(wanted) {
  const lists = wanted.map(async ([chain, paths]) => {
    const folder = packageFolder(chain);
    const below = await Promise.all(['package.json', ...paths].map((path) => filesBelow(join(folder, path))));
    return below.flat().map((file) => relative(ROOT, file));
  });
  return (await Promise.all(lists)).flat();
}

/** The folder of a package as Node finds it; "a > b" is the b that a uses. */
function packageFolder(chain) {
  return chain.split(' > ').reduce((from, name) => {
    for (let at = from; ; at = dirname(at)) {
      const candidate = join(at, 'node_modules', name);
      if (existsSync(join(candidate, 'package.json'))) return candidate;
      if (at === dirname(at)) return fail(`the package ${name} is not installed`);
    }
  }, ROOT);
}

async function filesBelow(path) {
  if (!existsSync(path)) return fail(`${relative(ROOT, path)} does not exist`);
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The licences of the packages, which want to be passed on with them. */
async function legalTexts(paths) {
  const packages = new Set([...paths].map((path) => PACKAGE.exec(path)?.[1]).filter(Boolean));
  const lists = [...packages].map(async (folder) => {
    const names = await readdir(join(ROOT, folder), { withFileTypes: true });
    return names.filter((entry) => entry.isFile() && LEGAL.test(entry.name)).map(({ name }) => join(folder, name));
  });
  return [...(await Promise.all(lists)).flat(), 'LICENSE'];
}

/** Errors name lines of the sources. */
function sourceMaps(paths) {
  return [...paths]
    .filter((path) => path.startsWith('dist/'))
    .map((path) => `${path}.map`)
    .filter((path) => existsSync(join(ROOT, path)));
}

/** Returns how many bytes it copied. */
async function copy(file, out) {
  const to = join(out, file);
  if (!to.startsWith(out + sep)) fail(`${file} is outside the project`);
  await mkdir(dirname(to), { recursive: true });
  await copyFile(join(ROOT, file), to);
  return (await stat(to)).size;
}

async function isFile(file) {
  return stat(join(ROOT, file)).then(
    (found) => found.isFile(),
    () => false,
  );
}

function fail(reason) {
  process.stderr.write(`image-tree: ${reason}\n`);
  process.exit(1);
}
