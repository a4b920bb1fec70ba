import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CliError } from '../cli-error.js';
import { interpolate, type ComposeService } from './compose-file.js';

/** Where the image has its configuration, and what this rehearsal has in that place. */
const CONTAINER_CONFIGURATION = '/etc/nginx';
const CONTAINER_PREFIX = '/tmp';
const TEMPLATES = `${CONTAINER_CONFIGURATION}/templates`;
const SCRIPTS = '/docker-entrypoint.d';

/** nginx's files of one rehearsal, made from what the compose file mounts as the official image's entry point would. */
export class LocalNginx {
  private readonly configuration: string;
  readonly prefix: string;

  constructor(
    private readonly root: string,
    private readonly service: ComposeService,
    directory: string,
  ) {
    this.configuration = join(directory, 'configuration');
    this.prefix = join(directory, 'prefix');
  }

  /** The command of the compose file, with paths of this machine. */
  get argv(): string[] {
    return this.service.command.map((argument) => {
      if (argument === CONTAINER_PREFIX) return this.prefix;
      return argument.replace(`${CONTAINER_CONFIGURATION}/`, `${this.configuration}/`);
    });
  }

  /** Writes everything; `environment` is the service's, filled in. */
  async write(environment: Record<string, string>, apiPorts: readonly number[]): Promise<void> {
    await mkdir(join(this.configuration, 'conf.d'), { recursive: true });
    await mkdir(this.prefix, { recursive: true });
    for (const { source, target } of this.mounts()) {
      if (target.startsWith(`${CONTAINER_CONFIGURATION}/`)) await cp(source, this.at(target), { recursive: true });
    }
    await this.writeUpstream(apiPorts);
    await this.fillTemplates({ ...environment, ...this.sourced(environment) });
  }

  /**
   * The API processes, each on a port of its own, where the real file names a host that Docker's name server knows; nginx
   * needs a reload to learn of a new one.
   */
  async writeUpstream(apiPorts: readonly number[]): Promise<void> {
    const servers = apiPorts.map((port) => `    server 127.0.0.1:${port} max_fails=3 fail_timeout=2s;`);
    const lines = ['upstream api {', '    zone api 128k;', '    least_conn;', ...servers];
    const end = ['    include snippets/upstream-connections.conf;', '}', ''];
    await writeFile(join(this.configuration, 'upstream.conf'), [...lines, ...end].join('\n'));
  }

  private mounts(): { source: string; target: string }[] {
    return this.service.volumes.map((volume) => {
      const [source = '', target = ''] = volume.split(':');
      return { source: resolve(this.root, source), target };
    });
  }

  private at(target: string): string {
    return target.replace(CONTAINER_CONFIGURATION, this.configuration);
  }

  /** What the mounted `.envsh` scripts add to the environment. */
  private sourced(environment: Record<string, string>): Record<string, string> {
    const scripts = this.mounts().filter(({ target }) => dirname(target) === SCRIPTS && target.endsWith('.envsh'));
    const commands = scripts.map(({ source }) => `. "${source}"`);
    const { status, stdout, stderr } = spawnSync('sh', ['-ec', [...commands, 'env'].join('\n')], {
      env: environment,
      encoding: 'utf8',
    });
    if (status !== 0) throw new CliError(`nginx's scripts did not run: ${stderr}`);
    return Object.fromEntries(
      stdout.split('\n').map((line) => [line.split('=')[0] ?? '', line.replace(/^[^=]*=/, '')]),
    );
  }

  private async fillTemplates(environment: Record<string, string>): Promise<void> {
    const filter = new RegExp(environment.NGINX_ENVSUBST_FILTER ?? '');
    const templates = await readdir(this.at(TEMPLATES));
    for (const template of templates.filter((name) => name.endsWith('.template'))) {
      const text = await readFile(join(this.at(TEMPLATES), template), 'utf8');
      const filled = text.replace(/\$\{(\w+)\}/g, (whole, name: string) =>
        filter.test(name) ? interpolate(whole, environment) : whole,
      );
      await writeFile(join(this.configuration, 'conf.d', basename(template, '.template')), filled);
    }
  }
}
