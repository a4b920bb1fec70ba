import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';

const PATIENCE_MS = 30_000;

/** In halves, so that no scanner of a developer takes this file for the test virus of EICAR. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

/** ClamAV's daemon with a database of nothing but the test virus, wherever in a file that stands. */
export class ClamdServer {
  private constructor(
    private readonly folder: string,
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** `maxStreamBytes` is what it takes of one file. */
  static async start(maxStreamBytes = 1024 * 1024): Promise<ClamdServer> {
    const folder = await mkdtemp(join(tmpdir(), 'clamd-'));
    await chmod(folder, 0o755);
    const socket = join(folder, 'clamd.ctl');
    await writeFile(join(folder, 'test.ndb'), `Eicar-Test:0:*:${Buffer.from(EICAR, 'latin1').toString('hex')}\n`);
    const settings = {
      LocalSocket: socket,
      DatabaseDirectory: folder,
      PidFile: join(folder, 'clamd.pid'),
      TemporaryDirectory: folder,
      Foreground: 'yes',
      StreamMaxLength: String(maxStreamBytes),
      ...(process.getuid?.() === 0 && { User: 'root' }),
    };
    const config = join(folder, 'clamd.conf');
    await writeFile(
      config,
      Object.entries(settings)
        .map((pair) => `${pair.join(' ')}\n`)
        .join(''),
    );
    const child = spawn('clamd', ['--config-file', config], {
      env: { PATH: `${process.env.PATH ?? ''}:/usr/sbin` },
      stdio: 'ignore',
    });
    const server = new ClamdServer(folder, child, `unix:${socket}`);
    await eventually(() => reach(socket), PATIENCE_MS).catch(async (error: unknown) => {
      await server.stop();
      throw error;
    });
    return server;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null && this.child.pid !== undefined) {
      const ended = once(this.child, 'exit');
      this.child.kill('SIGKILL');
      await ended;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function reach(path: string): Promise<void> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}
