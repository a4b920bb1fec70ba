import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OPENPYXL = fileURLToPath(new URL('cells-by-openpyxl.py', import.meta.url));
const XLRD = fileURLToPath(new URL('cells-by-xlrd.py', import.meta.url));
const ODFPY = fileURLToPath(new URL('cells-by-odf.py', import.meta.url));
const RECORDS = fileURLToPath(new URL('cells-by-records.py', import.meta.url));
const CSV = fileURLToPath(new URL('cells-by-csv.py', import.meta.url));
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
  const expected = beside(path, '.expected.json');
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
    case '.xlsb':
      return cells(RECORDS, path);
    case '.ods':
      return cells(ODFPY, path);
    default:
      return cells(CSV, path, ...lookOf(path));
  }
}

/** The encoding and the delimiter of a text file, as it is told them. */
function lookOf(path) {
  const told = beside(path, '.told.json');
  const { encoding, delimiter } = existsSync(told) ? JSON.parse(readFileSync(told, 'utf8')) : {};
  return [encoding ?? 'utf-8-sig', delimiter ?? (/\.tsv$/i.test(path) ? '\t' : ',')];
}

function beside(path, extension) {
  return path.replace(/\.[^.]+$/, extension);
}

function counted(reference) {
  const count = reference.sheets?.reduce((sum, sheet) => sum + sheet.cells.length, 0) ?? reference.text.length;
  return { ...reference, count };
}

function words(path) {
  const { status, stdout } = run('pdftotext', [path, '-']);
  return status === 0 ? counted({ text: stdout }) : { error: 'pdftotext refuses it' };
}

function cells(script, ...args) {
  const { status, stdout, stderr } = run(PYTHON, [script, ...args]);
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

function run(program, args) {
  return spawnSync(program, args, { encoding: 'utf8', timeout: TIMEOUT, maxBuffer: BUFFER });
}
