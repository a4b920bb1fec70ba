import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestEnvironment } from './environment.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs `sheaf` of the build on an environment; what it said on both outputs. */
export function sheaf(
  args: string[],
  { variables }: Pick<TestEnvironment, 'variables'>,
): { status: number | null; output: string } {
  const env = { PATH: process.env.PATH, ...variables };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli/sheaf.js', ...args], { cwd: ROOT, env });
  return { status, output: `${stdout.toString()}${stderr.toString()}` };
}
