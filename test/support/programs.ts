import { describe, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that the product does not need but a test does, with the Debian package that brings it. */
export interface Program {
  name: string;
  debianPackage: string;
}

export const QPDF: Program = { name: 'qpdf', debianPackage: 'qpdf' };
export const PDFTOTEXT: Program = { name: 'pdftotext', debianPackage: 'poppler-utils' };
export const PDFFONTS: Program = { name: 'pdffonts', debianPackage: 'poppler-utils' };
export const CLAMD: Program = { name: 'clamd', debianPackage: 'clamav-daemon' };
export const LIBREOFFICE: Program = { name: 'soffice', debianPackage: 'libreoffice-calc' };

export function isInstalled({ name }: Program): boolean {
  // Daemons stand where users do not look.
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'].some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A suite that is left out, saying why, where a program is missing; in continuous integration it fails there. */
export function describeWith(programs: Program[], title: string, suite: () => void): void {
  const missing = programs.filter((program) => !isInstalled(program));
  if (missing.length === 0) {
    describe(title, suite);
    return;
  }
  const packages = [...new Set(missing.map(({ debianPackage }) => debianPackage))].join(' ');
  const reason = `${missing.map(({ name }) => name).join(', ')} not installed: apt-get install ${packages}`;
  if (process.env.CI === undefined) {
    describe.skip(`${title} (skipped, ${reason})`, suite);
    return;
  }
  describe(title, () => {
    it('has the programs that it needs', () => {
      throw new Error(reason);
    });
  });
}

/** What a program says; throws with its own words when it does not end well. */
export function runProgram({ name, debianPackage }: Program, args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(name, args, { encoding: 'utf8', timeout: 120_000 });
  if (error) throw new Error(`${name} (of the package ${debianPackage}) could not be run: ${error.message}`);
  if (status !== 0) throw new Error(`${name} ended with ${status ?? 'a signal'}: ${stderr}${stdout}`);
  return stdout;
}
