import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../cli-error.js';
import { dataFolder } from './cluster.js';
import { databaseUrl } from './endpoint.js';

const PORT_LINE = 3;
const SOCKET_FOLDER_LINE = 4;

/** The URL of the server that runs over `directory`, as its own lock file and our password file tell. */
export async function runningDatabaseUrl(directory: string): Promise<string> {
  try {
    const lines = (await readFile(join(dataFolder(directory), 'postmaster.pid'), 'utf8')).split('\n');
    const password = (await readFile(join(directory, 'password'), 'utf8')).trim();
    const host = lines[SOCKET_FOLDER_LINE] === '' ? '127.0.0.1' : lines[SOCKET_FOLDER_LINE];
    return databaseUrl({ host: host ?? '127.0.0.1', port: Number(lines[PORT_LINE]), args: [] }, password);
  } catch (error) {
    throw new CliError(`The running database in ${directory} cannot be reached: is it another user's?`, 1, {
      cause: error,
    });
  }
}
