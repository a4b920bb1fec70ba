import { spawnSync, type SpawnOptions } from 'node:child_process';
import { chown, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CliError } from '../cli-error.js';
import { type PostgresBinaries } from './binaries.js';

/** `nobody` on every Linux; no account has to exist for the number. */
const UNPRIVILEGED_ID = 65_534;

interface Account {
  uid: number;
  gid: number;
}

/** How a program is to be spawned so that it runs as the server's user. */
export interface Launch {
  command: string;
  args: string[];
  options: Pick<SpawnOptions, 'uid' | 'gid' | 'cwd'>;
}

/**
 * The user that PostgreSQL runs as: ourselves, or, since PostgreSQL refuses root, an unprivileged one. Where that one
 * may not enter the folders above the programs or the data (a clone in root's private folder), it runs with the one
 * capability that lets it.
 */
export class ServerUser {
  private constructor(
    private readonly account: Account | undefined,
    private readonly entersPrivateFolders: boolean,
  ) {}

  /** Chooses the user for a server over `directory`, and checks that it can run the programs. */
  static async choose(directory: string, binaries: PostgresBinaries): Promise<ServerUser> {
    const self = process.getuid?.();
    const owner = await ownerOf(join(directory, 'data'));
    if (self !== 0) {
      if (self !== undefined && owner !== undefined && owner.uid !== self) {
        throw new CliError(
          `The database folder ${join(directory, 'data')} belongs to another user (uid ${owner.uid}): ` +
            'start as the user who made it (or as root), or remove the folder.',
        );
      }
      return new ServerUser(undefined, false);
    }
    const account = owner === undefined || owner.uid === 0 ? { uid: UNPRIVILEGED_ID, gid: UNPRIVILEGED_ID } : owner;
    const folders = [directory, ...['bin', 'lib', 'share'].map((name) => join(binaries.root, name))];
    const reachable = (await Promise.all(folders.map((folder) => canEnter(folder, account)))).every(Boolean);
    return new ServerUser(account, !reachable);
  }

  launch(command: string, args: string[]): Launch {
    if (this.account === undefined) return { command, args, options: {} };
    // The working folder of root may be closed to the server.
    const options = { cwd: '/' };
    const { uid, gid } = this.account;
    if (!this.entersPrivateFolders) return { command, args, options: { ...options, uid, gid } };
    const become = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
    // `access(2)`, with which PostgreSQL looks for its own programs, heeds capabilities under this bit alone.
    const capability = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup'];
    return { command: 'setpriv', args: [...become, ...capability, command, ...args], options };
  }

  /** The version of the programs, by running one as this user. */
  readVersion({ postgres }: PostgresBinaries): string {
    const { command, args, options } = this.launch(postgres, ['--version']);
    const { status, stdout, stderr, error } = spawnSync(command, args, { ...options, encoding: 'utf8' });
    const version = /(\d+(\.\d+)*)/.exec(stdout)?.[0];
    if (status === 0 && version !== undefined) return version;
    const why = error?.message ?? stderr.trim();
    if (this.entersPrivateFolders) {
      throw new CliError(
        'PostgreSQL does not run as root, and its unprivileged user cannot enter this private folder because ' +
          `"setpriv" (util-linux) did not work (${why}): start as an ordinary user, or move the project to a ` +
          'folder that every user may enter.',
      );
    }
    throw new CliError(`The bundled PostgreSQL does not run on this system: ${why || `exit code ${String(status)}`}.`);
  }

  /** Gives a file or folder to this user. */
  async own(path: string): Promise<void> {
    if (this.account !== undefined) await chown(path, this.account.uid, this.account.gid);
  }
}

async function ownerOf(path: string): Promise<Account | undefined> {
  return stat(path).then(
    ({ uid, gid }) => ({ uid, gid }),
    () => undefined,
  );
}

const OTHERS_EXECUTE = 0o001;
const GROUP_EXECUTE = 0o010;
const OWNER_EXECUTE = 0o100;

/** Whether an account may pass through a folder and all that are above it. */
async function canEnter(folder: string, account: Account): Promise<boolean> {
  const { mode, uid, gid } = await stat(folder);
  const needed = uid === account.uid ? OWNER_EXECUTE : gid === account.gid ? GROUP_EXECUTE : OTHERS_EXECUTE;
  if ((mode & needed) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || canEnter(parent, account);
}
