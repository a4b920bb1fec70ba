import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { PRIVATE_FILE } from '../claim-file.js';
import { CliError, errorCode } from '../cli-error.js';

const KEY_BYTES = 48;

/** The key that signs tokens: from the environment, or, outside production, one of our own that is made once and kept. */
export async function resolveSecretKey(path: string, env = process.env): Promise<string> {
  if (env.SECRET_KEY !== undefined && env.SECRET_KEY !== '') return env.SECRET_KEY;
  if (env.NODE_ENV === 'production') {
    throw new CliError(
      'SECRET_KEY is not set: in production it must be given (at least 32 random bytes, e.g. "openssl rand -hex 32").',
    );
  }
  const key = randomBytes(KEY_BYTES).toString('base64url');
  try {
    await writeFile(path, key, { mode: PRIVATE_FILE, flag: 'wx' });
    return key;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST')
      throw new CliError(`The file ${path} cannot be written (${errorCode(error) ?? 'unknown error'}).`);
  }
  return readKey(path);
}

async function readKey(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw new CliError(
      `The key file ${path} cannot be read (${errorCode(error) ?? 'unknown error'}): is it another user's?`,
    );
  }
}
