import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { packageDirectory } from '../installed-package.js';

const LANGUAGE_CODE = /^[a-z]{3}(_[a-z]+)?$/;
/** The integer models of the LSTM engine: a quarter of the size of the full ones, which add an engine we do not use. */
const MODEL_FOLDER = '4.0.0_best_int';

/** Whether the npm package with the data of a Tesseract language is installed. */
export function hasLanguageData(language: string): boolean {
  return languageFile(language) !== null;
}

/**
 * Runs `work` with a folder in which the models of `languages` lie side by side, as Tesseract wants them: each comes
 * from a package of its own.
 */
export async function withLanguageFolder<T>(
  languages: readonly string[],
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ocr-'));
  try {
    for (const language of languages) {
      const file = languageFile(language);
      if (file === null) throw new Error(`No OCR data for the language ${language}`);
      await copyFile(file, join(folder, basename(file)));
    }
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes the model of a language into a folder, as the native program wants it: unpacked. */
export async function unpackLanguage(language: string, folder: string): Promise<void> {
  const file = languageFile(language);
  if (file === null) throw new Error(`No OCR data for the language ${language}`);
  await writeFile(join(folder, basename(file, '.gz')), await promisify(gunzip)(await readFile(file)));
}

function languageFile(language: string): string | null {
  const directory = LANGUAGE_CODE.test(language) ? packageDirectory(`@tesseract.js-data/${language}`) : null;
  if (directory === null) return null;
  const file = join(directory, MODEL_FOLDER, `${language}.traineddata.gz`);
  return existsSync(file) ? file : null;
}
