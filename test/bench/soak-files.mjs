/** Makes broken files of good ones, the same for the same seed: bits flipped, chunks moved, entries swapped, lengths wrong. */
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { listFiles } from './soak/folder.mjs';
import { MUTATIONS } from './soak/mutations.mjs';
import { Random } from './soak/random.mjs';

const KINDS = new Set(
  'xlsx xlsm xls xlsb ods csv tsv pdf png jpg jpeg webp tif tiff gif bmp'.split(' ').map((kind) => `.${kind}`),
);
const HELP = `Makes a folder of broken files for "npm run soak".

Usage: npm run soak:files -- TARGET SOURCE…

  --count <count>   broken files to make (default 1000)
  --seed <number>   the same number makes the same files (default 1)
  --largest <KiB>   leave out larger sources (default 2048)
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    largest: { type: 'string', default: '2048' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help || positionals.length < 2) {
  process.stdout.write(HELP);
  process.exit(values.help ? 0 : 64);
}

const [target, ...folders] = positionals.map((path) => resolve(path));
const sources = await findSources();
if (sources.length === 0) throw new Error(`No files that Sheaf reads below ${folders.join(', ')}`);
await mkdir(target, { recursive: true });
const random = new Random(Number(values.seed));
const names = Object.keys(MUTATIONS);
let made = 0;
for (let round = 0; made < Number(values.count); round += 1) {
  const source = sources[round % sources.length];
  const bytes = await mutate(await readFile(source));
  if (!bytes) continue;
  made += 1;
  const name = `${String(made).padStart(5, '0')}-${bytes.how.join('+')}-${basename(source)}`;
  await writeFile(join(target, name), bytes.file);
}
process.stdout.write(`${made} files in ${target}, of ${sources.length} sources\n`);

async function findSources() {
  const found = (await Promise.all(folders.map((folder) => listFiles(folder)))).flat();
  const suited = [];
  for (const path of found) {
    const { size } = await stat(path);
    if (KINDS.has(extname(path).toLowerCase()) && size > 0 && size <= Number(values.largest) * 1024) suited.push(path);
  }
  return suited;
}

/** One mutation, now and then a second on top; null when none of those that were drawn applies. */
async function mutate(file) {
  const how = [];
  for (let draw = 0; draw < 8 && (how.length === 0 || random.next() < 0.15); draw += 1) {
    const name = random.pick(names);
    const mutated = file.length > 0 ? MUTATIONS[name](file, random) : null;
    if (!mutated || mutated.length === 0) continue;
    file = mutated;
    how.push(name);
  }
  return how.length > 0 ? { file, how } : null;
}
