import { randomBytes } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../cli-error.js';
import { EmbeddedPostgres } from '../embedded-postgres/embedded-postgres.js';
import { ensurePortFree } from '../start/preflight.js';
import { type ComposeFile, interpolate, readComposeFile, serviceOf } from './compose-file.js';
import { makeImageTrees } from './image-trees.js';
import { settingsOf, toLocalEnvironment, type LocalAddresses } from './local-addresses.js';
import { LocalNginx } from './local-nginx.js';
import { LocalProcess } from './local-process.js';

const START_TIMEOUT_MS = 90_000;
const HOST = '127.0.0.1';

/** The services of the compose file that a rehearsal starts, in their order; the others belong to profiles. */
export const REHEARSED = ['postgres', 'redis', 'migrate', 'api', 'worker', 'nginx'] as const;

export interface RehearsalOptions {
  /** The project, built. */
  root: string;
  /** An empty folder for all that it makes. */
  directory: string;
  apis: number;
  workers: number;
  /** Of nginx; 0 takes a free one. */
  port?: number;
  /** What an operator would have set in the environment or in `.env`. */
  variables?: Record<string, string>;
  onNotice?: (message: string) => void;
}

/**
 * The topology of docker-compose.yml as processes of this machine: the same commands, in folders that hold what the
 * images would, the same environment but for addresses, and the same configuration of nginx but for the list of APIs.
 */
export class Rehearsal {
  readonly apis: LocalProcess[] = [];
  readonly workers: LocalProcess[] = [];
  private readonly variables: Record<string, string>;
  private postgres: EmbeddedPostgres | undefined;
  private addresses: LocalAddresses;
  private readonly nginx: LocalNginx;
  private nginxProcess: LocalProcess | undefined;
  private redisProcess: LocalProcess | undefined;
  private port = 0;

  private constructor(
    private readonly options: RehearsalOptions,
    private readonly compose: ComposeFile,
  ) {
    this.variables = {
      SECRET_KEY: randomBytes(32).toString('hex'),
      REDIS_PASSWORD: randomBytes(16).toString('hex'),
      ...options.variables,
    };
    this.addresses = { directory: options.directory, databaseUrl: '', redisPort: 0 };
    this.nginx = new LocalNginx(options.root, serviceOf(compose, 'nginx'), join(options.directory, 'nginx'));
  }

  /** Starts everything; throws, with everything stopped again, when something does not come up. */
  static async start(options: RehearsalOptions): Promise<Rehearsal> {
    const rehearsal = new Rehearsal(options, await readComposeFile(join(options.root, 'docker-compose.yml')));
    try {
      await rehearsal.startAll();
      return rehearsal;
    } catch (error) {
      await rehearsal.stop();
      throw error;
    }
  }

  /** Where nginx listens. */
  get url(): string {
    return `http://${HOST}:${this.port}`;
  }

  get databaseUrl(): string {
    return this.addresses.databaseUrl;
  }

  get redis(): LocalProcess {
    if (!this.redisProcess) throw new CliError('Redis has not been started');
    return this.redisProcess;
  }

  logFile(name: string): string {
    return join(this.options.directory, 'logs', `${name}.log`);
  }

  /** Starts one more API, which gets requests once nginx knows of it. */
  async addApi(): Promise<LocalProcess> {
    const port = await ensurePortFree(0, HOST);
    const api = this.process('api', `api-${this.apis.length + 1}`, {
      PORT: String(port),
      HOST,
      // nginx has an address of the loopback here.
      TRUSTED_PROXIES: HOST,
    });
    this.apis.push(api);
    await this.startApi(api);
    if (this.nginxProcess) {
      await this.nginx.writeUpstream(this.apiPorts());
      this.nginxProcess.signal('SIGHUP');
    }
    return api;
  }

  /** Starts an API, for the first time or again, and waits until its container would be healthy. */
  async startApi(api: LocalProcess): Promise<void> {
    await api.start();
    const url = `http://${HOST}:${api.plan.env.PORT ?? ''}/health/ready`;
    const answers = (): Promise<boolean> =>
      fetch(url).then(
        ({ ok }) => ok,
        () => false,
      );
    await api.until(answers, START_TIMEOUT_MS);
  }

  async addWorker(): Promise<LocalProcess> {
    const worker = this.process('worker', `worker-${this.workers.length + 1}`, { WORKER_METRICS_PORT: '0', HOST });
    this.workers.push(worker);
    await this.startWorker(worker);
    return worker;
  }

  async startWorker(worker: LocalProcess): Promise<void> {
    await worker.start();
    await worker.untilLogged(/Worker ready/, START_TIMEOUT_MS);
  }

  async startRedis(): Promise<void> {
    await this.redis.start();
    await this.redis.untilLogged(/Ready to accept connections/, START_TIMEOUT_MS);
  }

  /** Stops everything: requests and jobs may finish, the database last. */
  async stop(): Promise<void> {
    await this.nginxProcess?.stop('SIGTERM');
    await Promise.all([...this.apis, ...this.workers].map((process) => process.stop()));
    await this.redisProcess?.stop();
    await this.postgres?.stop();
  }

  /** Ends everything at once. */
  async abandon(): Promise<void> {
    const processes = [this.nginxProcess, ...this.apis, ...this.workers, this.redisProcess];
    await Promise.all(processes.flatMap((process) => process?.kill() ?? []));
    await this.postgres?.stop();
  }

  private async startAll(): Promise<void> {
    const { root, directory, apis, workers, onNotice = () => undefined } = this.options;
    for (const folder of ['logs', 'data/storage', 'data/scratch', 'redis', 'nginx']) {
      await mkdir(join(directory, folder), { recursive: true });
    }
    // PostgreSQL's and nginx's unprivileged users must pass.
    if (process.getuid?.() === 0) await chmod(directory, 0o711);
    onNotice('Gathering what the images hold …');
    await makeImageTrees(root, join(directory, 'images'));
    onNotice('Starting PostgreSQL and Redis …');
    await this.startDatabase();
    await this.prepareRedis();
    await this.startRedis();
    await this.migrate();
    onNotice(`Starting ${apis} APIs and ${workers} workers …`);
    await Promise.all([
      ...Array.from({ length: apis }, () => this.addApi()),
      ...Array.from({ length: workers }, () => this.addWorker()),
    ]);
    await this.startNginx();
  }

  private async startDatabase(): Promise<void> {
    const settings = settingsOf(serviceOf(this.compose, 'postgres').command);
    const directory = join(this.options.directory, 'postgres');
    this.postgres = new EmbeddedPostgres({ directory, settings, logFile: this.logFile('postgres') });
    const { databaseUrl } = await this.postgres.start();
    this.addresses = { ...this.addresses, databaseUrl };
    // Made by initdb, and so given to the others rather than taken from them.
    this.variables.POSTGRES_PASSWORD = new URL(databaseUrl).password;
  }

  private async prepareRedis(): Promise<void> {
    const redisPort = await ensurePortFree(0, HOST);
    this.addresses = { ...this.addresses, redisPort };
    const place = ['--port', String(redisPort), '--bind', HOST, '--dir', join(this.options.directory, 'redis')];
    const redis = this.process('redis', 'redis');
    this.redisProcess = new LocalProcess({ ...redis.plan, argv: [...redis.plan.argv, ...place] });
  }

  private async migrate(): Promise<void> {
    const migration = this.process('migrate', 'migrate');
    await migration.start();
    if ((await migration.end()) !== 0) throw new CliError(`The migration failed:\n${await migration.readLog()}`);
  }

  private async startNginx(): Promise<void> {
    this.port = await ensurePortFree(this.options.port ?? 0, HOST);
    const nginx = this.process('nginx', 'nginx', { NGINX_PORT: `${HOST}:${this.port}` });
    await this.nginx.write(nginx.plan.env, this.apiPorts());
    this.nginxProcess = new LocalProcess({ ...nginx.plan, argv: this.nginx.argv, cwd: this.nginx.prefix });
    await this.nginxProcess.start();
    const answers = (): Promise<boolean> =>
      fetch(`${this.url}/nginx-health`).then(
        ({ ok }) => ok,
        () => false,
      );
    await this.nginxProcess.until(answers, START_TIMEOUT_MS);
  }

  private apiPorts(): number[] {
    return this.apis.map(({ plan }) => Number(plan.env.PORT));
  }

  /** A service of the compose file as a process: its command, its environment, and the folder of its image. */
  private process(service: (typeof REHEARSED)[number], name: string, own: Record<string, string> = {}): LocalProcess {
    const { command, environment, build } = serviceOf(this.compose, service);
    const fill = (text: string): string => interpolate(text, this.variables);
    const filled = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, fill(value)]));
    const { directory } = this.options;
    return new LocalProcess({
      name,
      argv: command.map(fill),
      cwd: build ? join(directory, 'images', build.target) : directory,
      env: { PATH: process.env.PATH ?? '', ...toLocalEnvironment(filled, this.addresses), ...own },
      logFile: this.logFile(name),
    });
  }
}
