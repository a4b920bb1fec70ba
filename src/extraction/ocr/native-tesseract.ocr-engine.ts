import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findInstalledProgram, PROGRAM_FOLDERS } from '../../common/installed-programs.js';
import type { EngineInfo } from '../extraction.types.js';
import type { Word } from '../layout/layout.types.js';
import { type GreyImage, toPortableGreyMap } from './grey-image.js';
import { hasLanguageData, unpackLanguage } from './language-data.js';
import type { OcrEngine } from './ocr-engine.js';
import { wordsOf } from './tesseract-words.js';

/** The default threads of OpenMP make a page several times slower on busy processors; pages are what runs in parallel. */
const ENVIRONMENT = { OMP_THREAD_LIMIT: '1', PATH: PROGRAM_FOLDERS.join(':') };
const SINGLE_BLOCK = '6';
const LSTM_ONLY = '1';
const MAX_MESSAGE = 2000;

let version: string | null | undefined;

/** The version of the Tesseract that is installed on this machine; null when there is none. Asked once a process. */
export function nativeTesseractVersion(): string | null {
  if (version === undefined) version = findInstalledProgram('tesseract') === null ? null : askVersion();
  return version;
}

function askVersion(): string | null {
  const { stdout } = spawnSync('tesseract', ['--version'], { env: ENVIRONMENT, encoding: 'utf8' });
  return /tesseract v?(\d[\w.]*)/.exec(stdout)?.[1] ?? null;
}

/** The machine's own Tesseract with the models that the bundled one has: one process a picture, twice as fast. */
export class NativeTesseractOcrEngine implements OcrEngine {
  private folder: Promise<string> | null = null;
  private readonly unpacked = new Map<string, Promise<void>>();
  private readonly running = new Set<ChildProcess>();
  private pictures = 0;

  get info(): EngineInfo {
    return { name: 'tesseract', version: nativeTesseractVersion() ?? 'unknown' };
  }

  /** Whether a program of its own is running. */
  get isReading(): boolean {
    return this.running.size > 0;
  }

  supported(languages: readonly string[]): string[] {
    return languages.filter(hasLanguageData);
  }

  async recognise(image: GreyImage, languages: readonly string[]): Promise<Word[]> {
    const folder = await this.openFolder();
    await Promise.all(languages.map((language) => this.unpack(language, folder)));
    this.pictures += 1;
    const base = join(folder, String(this.pictures));
    await writeFile(`${base}.pgm`, toPortableGreyMap(image));
    await this.run(base, folder, languages);
    const [tsv, text] = await Promise.all([readFile(`${base}.tsv`, 'utf8'), readFile(`${base}.txt`, 'utf8')]);
    await Promise.all(['pgm', 'tsv', 'txt'].map((suffix) => rm(`${base}.${suffix}`)));
    return wordsOf({ tsv, text });
  }

  async close(): Promise<void> {
    for (const child of this.running) child.kill('SIGKILL');
    const folder = await this.folder;
    this.folder = null;
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }

  private openFolder(): Promise<string> {
    this.folder ??= mkdtemp(join(tmpdir(), 'ocr-'));
    return this.folder;
  }

  private unpack(language: string, folder: string): Promise<void> {
    const known = this.unpacked.get(language);
    if (known) return known;
    const unpacking = unpackLanguage(language, folder);
    this.unpacked.set(language, unpacking);
    return unpacking;
  }

  private run(base: string, folder: string, languages: readonly string[]): Promise<void> {
    const options = ['--tessdata-dir', folder, '-l', languages.join('+'), '--psm', SINGLE_BLOCK, '--oem', LSTM_ONLY];
    const outputs = ['-c', 'tessedit_create_tsv=1', '-c', 'tessedit_create_txt=1'];
    return this.start([`${base}.pgm`, base, ...options, '--dpi', '300', ...outputs]);
  }

  /** The kernel ends the program with this process, which may be killed at any moment. */
  private start(given: string[]): Promise<void> {
    const [program = '', ...args] = findInstalledProgram('setpriv')
      ? ['setpriv', '--pdeathsig', 'KILL', 'tesseract', ...given]
      : ['tesseract', ...given];
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, { env: ENVIRONMENT, stdio: ['ignore', 'ignore', 'pipe'] });
      this.running.add(child);
      let message = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        message = (message + text).slice(-MAX_MESSAGE);
      });
      child.once('error', reject);
      child.once('close', (code, signal) => {
        this.running.delete(child);
        if (code === 0) resolve();
        else reject(new Error(`tesseract ended with ${signal ?? code ?? 'nothing'}: ${message.trim()}`));
      });
    });
  }
}
