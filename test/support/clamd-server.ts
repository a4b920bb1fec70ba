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
  private child: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly config: string,
    private readonly socket: string,
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
    const server = new ClamdServer(folder, config, socket);
    await server.goOn();
    return server;
  }

  get url(): string {
    return `unix:${this.socket}`;
  }

  /** Starts it again after {@link kill}. */
  async goOn(): Promise<void> {
    this.child = spawn('clamd', ['--config-file', this.config], {
      env: { PATH: `${process.env.PATH ?? ''}:/usr/sbin` },
      stdio: 'ignore',
    });
    await eventually(() => reach(this.socket), PATIENCE_MS).catch(async (error: unknown) => {
      await this.stop();
      throw error;
    });
  }

  /** Ends it as an outage would. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
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
