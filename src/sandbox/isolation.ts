import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findInstalledProgram, PROGRAM_FOLDERS } from '../common/installed-programs.js';

const PACKAGE_ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PROBE_TIMEOUT_MS = 10_000;

/** `auto` takes away from the children whatever this platform allows; `off` only their environment. */
export const ISOLATION_MODES = ['auto', 'off'] as const;
export type IsolationMode = (typeof ISOLATION_MODES)[number];

/** What was found to work here. */
export interface Isolation {
  /** Node's permission model: no file but those named, no program, is reached by JavaScript. */
  files: boolean;
  /** A network namespace without any interface: by nothing, native code and further programs among it. */
  network: boolean;
  /** The kernel takes all capabilities and the way to get some. */
  privileges: boolean;
  /** The kernel limits the size of a file and writes no core dumps. */
  limits: boolean;
}

/** One child's share of the file system, by absolute paths. */
export interface Confinement {
  module: string;
  /** Folders in which it may read and write. */
  writable: readonly string[];
  /** Folders and files that it may read besides its program. */
  readable: readonly string[];
  /** Whether it may start programs, which then are bound by the kernel alone. */
  mayStartPrograms: boolean;
  maxFileBytes: number;
}

const NONE: Isolation = { files: false, network: false, privileges: false, limits: false };
const found = new Map<string, Isolation>();

/** Tries out once what this platform allows to a process like ours. Takes some tenths of a second the first time. */
export function detectIsolation(mode: IsolationMode, module: string): Isolation {
  if (mode === 'off') return NONE;
  const known = found.get(module) ?? probe(module);
  found.set(module, known);
  return known;
}

/** In words, for the log. */
export function describeIsolation({ files, network, privileges, limits }: Isolation): string {
  const [yes, no] = [[] as string[], [] as string[]];
  for (const [name, achieved] of Object.entries({ files, network, privileges, 'file sizes': limits })) {
    (achieved ? yes : no).push(name);
  }
  return `taken from children: ${yes.join(', ') || 'nothing'}; not possible here: ${no.join(', ') || 'nothing'}`;
}

/** The command that starts Node with `nodeFlags` and the module of the child, and as little as possible besides. */
export function confinedCommand(
  isolation: Isolation,
  confinement: Confinement,
  nodeFlags: readonly string[],
): { command: string; args: string[] } {
  const permissions = isolation.files ? permissionFlags(confinement) : [];
  const node = [process.execPath, ...nodeFlags, ...permissions, confinement.module];
  const [command = '', ...args] = [...wrappers(isolation, confinement.maxFileBytes), ...node];
  return { command, args };
}

function probe(module: string): Isolation {
  const isolation: Isolation = { files: true, network: true, privileges: true, limits: true };
  const confinement = { module, writable: [], readable: [], mayStartPrograms: false, maxFileBytes: 1024 };
  for (const part of ['network', 'privileges', 'limits'] as const) {
    isolation[part] = succeeds([
      ...wrappers({ ...NONE, [part]: true }, confinement.maxFileBytes),
      process.execPath,
      '-v',
    ]);
  }
  const { command, args } = confinedCommand(isolation, confinement, ['--check']);
  if (succeeds([command, ...args])) return isolation;
  // Together they do not work: at least what Node itself keeps.
  const plain = confinedCommand({ ...NONE, files: true }, confinement, ['--check']);
  return { ...NONE, files: succeeds([plain.command, ...plain.args]) };
}

function succeeds([command = '', ...args]: readonly string[]): boolean {
  const { status } = spawnSync(command, args, { stdio: 'ignore', env: {}, timeout: PROBE_TIMEOUT_MS });
  return status === 0;
}

/** Programs of util-linux that each change the process a little and then become the next. */
function wrappers({ network, privileges, limits }: Isolation, maxFileBytes: number): string[] {
  if (process.platform !== 'linux') return [];
  const unshare = findInstalledProgram('unshare');
  const setpriv = findInstalledProgram('setpriv');
  const prlimit = findInstalledProgram('prlimit');
  return [
    ...(network && unshare ? [unshare, '--user', '--map-current-user', '--net', '--'] : []),
    ...(limits && prlimit ? [prlimit, '--core=0', `--fsize=${maxFileBytes}`, '--'] : []),
    ...(privileges && setpriv ? [setpriv, '--no-new-privs', ...droppedCapabilities(network), '--'] : []),
  ];
}

/** Only a process that has capabilities can drop them for good; any other has none to lose. */
function droppedCapabilities(inNamespace: boolean): string[] {
  return process.getuid?.() === 0 ? ['--bounding-set=-all', '--inh-caps=-all'] : inNamespace ? ['--inh-caps=-all'] : [];
}

/** Worker threads and native add-ons are needed for reading; what the model cannot see of these, the kernel has to. */
function permissionFlags({ module, writable, readable, mayStartPrograms }: Confinement): string[] {
  const read = [...programPaths(module), ...writable.map(within), ...readable, ...PROGRAM_FOLDERS.map(within)];
  return [
    '--experimental-permission',
    '--no-warnings',
    '--allow-addons',
    '--allow-worker',
    ...(mayStartPrograms ? ['--allow-child-process'] : []),
    ...outermost(read).map((path) => `--allow-fs-read=${path}`),
    ...writable.map((folder) => `--allow-fs-write=${within(folder)}`),
  ];
}

/** The compiled program and the packages it may load, and nothing else of where it is installed: keys may stand there. */
function programPaths(module: string): string[] {
  const program = join(PACKAGE_ROOT, 'dist');
  const folders = [program, ...packageFolders(PACKAGE_ROOT)];
  if (!module.startsWith(program + sep)) folders.push(dirname(module));
  return [...folders.map(within), join(PACKAGE_ROOT, 'package.json')];
}

/** Where Node looks for packages, from a folder upwards. */
function packageFolders(from: string): string[] {
  const folder = join(from, 'node_modules');
  const parent = dirname(from);
  const further = parent === from ? [] : packageFolders(parent);
  return existsSync(folder) ? [...new Set([folder, realpathSync(folder), ...further])] : further;
}

/** Node 20 ends with a failed assertion where one path is given twice or within another. */
function outermost(paths: readonly string[]): string[] {
  const distinct = [...new Set(paths)];
  const covers = (other: string, path: string): boolean =>
    other !== path && other.endsWith('*') && path.startsWith(other.slice(0, -1));
  return distinct.filter((path) => !distinct.some((other) => covers(other, path)));
}

function within(folder: string): string {
  return `${folder}${folder.endsWith(sep) ? '' : sep}*`;
}
