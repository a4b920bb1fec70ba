import { describe } from '@jest/globals';
import { spawnSync } from 'node:child_process';

/** Programs that only tests use, by the Debian package that brings each. */
const PACKAGES = {
  qpdf: 'qpdf',
  pdftotext: 'poppler-utils',
  pdffonts: 'poppler-utils',
  soffice: 'libreoffice-calc',
} as const;
export type Program = keyof typeof PACKAGES;

/**
 * A suite that looks at results with other people's programs. Where one is missing the suite is skipped and says which
 * package is wanted; with `CI=true` it fails instead, so that what is checked cannot quietly become less.
 */
export function describeWith(programs: Program | Program[], name: string, suite: () => void): void {
  const missing = [programs].flat().filter((program) => !isInstalled(program));
  if (missing.length === 0 || process.env.CI === 'true') {
    describe(name, suite);
    return;
  }
  const packages = [...new Set(missing.map((program) => PACKAGES[program]))].join(', ');
  describe.skip(`${name} (skipped: install ${packages})`, suite);
}

/** What a program says; throws with its own words when it does not end well. */
export function runProgram(program: Program, args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: 120_000 });
  if (error) throw new Error(`${program} (of the package ${PACKAGES[program]}) could not be run: ${error.message}`);
  if (status !== 0) throw new Error(`${program} ended with ${status ?? 'a signal'}: ${stderr}${stdout}`);
  return stdout;
}

function isInstalled(program: Program): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}
