import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OPENPYXL = fileURLToPath(new URL('cells-by-openpyxl.py', import.meta.url));
const XLRD = fileURLToPath(new URL('cells-by-xlrd.py', import.meta.url));
/** Debian's own, which has its modules. */
const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const TIMEOUT = 30_000;
const BUFFER = 256 * 1024 * 1024;

const scratch = mkdtempSync(join(tmpdir(), 'references-'));

export function closeReferences() {
  rmSync(scratch, { recursive: true, force: true });
}

/** `{sheets: [{name, cells: [[row, column, value]]}], count}`, `{text, count}`, or `{error}`. */
export async function readReference(path) {
  const expected = path.replace(/\.[^.]+$/, '.expected.json');
  if (existsSync(expected)) return counted(JSON.parse(readFileSync(expected, 'utf8')));
  switch (extname(path).toLowerCase()) {
    case '.pdf':
      return words(path);
    case '.xlsx':
    case '.xlsm':
      return cells(OPENPYXL, path);
    case '.xls': {
      const read = cells(XLRD, path);
      return read.error ? convert(path) : read;
    }
    default:
      return convert(path);
  }
}

function counted(reference) {
  const count = reference.sheets?.reduce((sum, sheet) => sum + sheet.cells.length, 0) ?? reference.text.length;
  return { ...reference, count };
}

function words(path) {
  const { status, stdout } = run('pdftotext', [path, '-']);
  return status === 0 ? counted({ text: stdout }) : { error: 'pdftotext refuses it' };
}

function cells(script, path) {
  const { status, stdout, stderr } = run(PYTHON, [script, path]);
  return status === 0
    ? counted(JSON.parse(stdout))
    : { error: (stderr ?? '').trim().split('\n').at(-1) || 'it does not end' };
}

function convert(path) {
  const directory = mkdtempSync(join(scratch, 'copy-'));
  const source = join(directory, `in${extname(path)}`);
  symlinkSync(path, source);
  const profile = `-env:UserInstallation=file://${join(scratch, 'profile')}`;
  run('soffice', [
    profile,
    ...inputFilter(path),
    '--headless',
    '--norestore',
    '--convert-to',
    'xlsx',
    '--outdir',
    join(directory, 'out'),
    source,
  ]);
  const made = existsSync(join(directory, 'out')) ? readdirSync(join(directory, 'out'))[0] : undefined;
  try {
    return made === undefined ? { error: 'LibreOffice refuses it' } : cells(OPENPYXL, join(directory, 'out', made));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** It would take every text for Windows-1252: separator, quotes and UTF-8 (76), as the test files have them. */
function inputFilter(path) {
  const separator = { '.csv': 44, '.tsv': 9 }[extname(path).toLowerCase()];
  return separator === undefined ? [] : [`--infilter=CSV:${separator},34,76,1`];
}

function run(program, args) {
  return spawnSync(program, args, { encoding: 'utf8', timeout: TIMEOUT, maxBuffer: BUFFER });
}
