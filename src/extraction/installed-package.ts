import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EngineInfo } from './extraction.types.js';

/**
 * The folder of an installed npm package, looked up as Node does from `from` upwards, or null. `require.resolve` is no
 * help here: it does not find packages whose `exports` hide their package.json.
 */
export function packageDirectory(name: string, from: string = import.meta.dirname): string | null {
  const candidate = join(from, 'node_modules', name);
  if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
  const parent = dirname(from);
  return parent === from ? null : packageDirectory(name, parent);
}

/** {@link packageDirectory} for a package that must be there. */
export function requirePackageDirectory(name: string, from?: string): string {
  const directory = packageDirectory(name, from);
  if (directory === null) throw new Error(`The package ${name} is not installed`);
  return directory;
}

/** Name and version of a package, as an extraction names what read the file. */
export function engineInfo(name: string): EngineInfo {
  const manifest = JSON.parse(readFileSync(join(requirePackageDirectory(name), 'package.json'), 'utf8')) as {
    version: string;
  };
  return { name, version: manifest.version };
}
