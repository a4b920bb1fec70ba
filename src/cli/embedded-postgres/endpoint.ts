import { createServer } from 'node:net';
import { join } from 'node:path';
import { DATABASE_USER } from './cluster.js';

/** Where the server listens. */
export interface Endpoint {
  host: string;
  port: number;
  /** Arguments that make the server listen there and nowhere else. */
  args: string[];
}

const DATABASE = 'sheaf';
/** It only names the socket's file. */
const SOCKET_PORT = 5432;
/** A socket's path has 108 bytes on Linux, 104 on macOS. */
const MAX_SOCKET_PATH_BYTES = 100;

/** A Unix socket in a private folder; where its path would be too long (or on Windows), a free port of the loopback. */
export async function chooseEndpoint(directory: string): Promise<Endpoint> {
  const folder = socketFolder(directory);
  const path = join(folder, `.s.PGSQL.${SOCKET_PORT}`);
  if (process.platform !== 'win32' && Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) {
    const args = [
      '-c',
      'listen_addresses=',
      '-c',
      `unix_socket_directories=${quote(folder)}`,
      '-p',
      String(SOCKET_PORT),
    ];
    return { host: folder, port: SOCKET_PORT, args };
  }
  const port = await freePort();
  const args = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-p', String(port)];
  return { host: '127.0.0.1', port, args };
}

export function socketFolder(directory: string): string {
  return join(directory, 'socket');
}

/** The connection string. A socket's folder goes into `host`, as libpq and node-postgres understand it. */
export function databaseUrl({ host, port }: Endpoint, password: string, database = DATABASE): string {
  const isSocket = host.startsWith('/');
  const url = `postgres://${DATABASE_USER}:${password}@${isSocket ? 'localhost' : host}:${port}/${database}`;
  return isSocket ? `${url}?host=${encodeURIComponent(host)}` : url;
}

/** The setting is a list of folders in PostgreSQL's own syntax. */
function quote(folder: string): string {
  return `"${folder.replaceAll('"', '""')}"`;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no free port'));
      });
    });
  });
}
