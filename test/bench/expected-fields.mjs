import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';

const { mediaTypeOfName } = await import(new URL('../../dist/common/media-types.js', import.meta.url));

/** What keys beside scanned receipts call the fields. */
const KEY_NAMES = { company: 'issuer', date: 'issue_date', address: 'address', total: 'total' };

/**
 * The documents of a folder and the fields that each must give: `manifest.json` with `{files: [{file, expect: {fields}}]}`,
 * or `img/*.jpg` with `key/*.json` of `{company, date, address, total}`.
 */
export function readExpectations(folder) {
  const manifest = join(folder, 'manifest.json');
  if (existsSync(manifest)) return ofManifest(folder, JSON.parse(readFileSync(manifest, 'utf8')));
  if (existsSync(join(folder, 'img')) && existsSync(join(folder, 'key'))) return ofKeys(folder);
  throw new Error(`${folder} has neither manifest.json nor img/ and key/`);
}

function ofManifest(folder, { files }) {
  return files
    .filter(({ expect }) => expect?.fields)
    .map(({ file, expect }) => toDocument(join(folder, file), expect.fields));
}

function ofKeys(folder) {
  const keys = new Map(readdirSync(join(folder, 'key')).map((name) => [basename(name, extname(name)), name]));
  return readdirSync(join(folder, 'img'))
    .filter((name) => mediaTypeOfName(name) && keys.has(basename(name, extname(name))))
    .map((name) => {
      const key = JSON.parse(readFileSync(join(folder, 'key', keys.get(basename(name, extname(name)))), 'utf8'));
      const fields = Object.entries(KEY_NAMES).flatMap(([from, to]) => (key[from] ? [[to, key[from]]] : []));
      return toDocument(join(folder, 'img', name), Object.fromEntries(fields));
    });
}

function toDocument(path, fields) {
  return { path, mediaType: mediaTypeOfName(path), fields };
}
