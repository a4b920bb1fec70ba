import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeError } from '../common/errors.js';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { MetricsRegistry } from './metrics-registry.js';
import { bearsMetricsToken } from './metrics-token.js';

/**
 * `GET /metrics` of a worker, when `WORKER_METRICS_PORT` is set. A worker has no HTTP side, and for one page that takes
 * no input Node's own server is enough.
 */
@Injectable()
export class WorkerMetricsServer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(WorkerMetricsServer.name);
  private server: Server | undefined;

  constructor(
    private readonly metrics: MetricsRegistry,
    @InjectEnv() private readonly env: Env,
  ) {}

  /** The port it listens on; undefined when it does not. */
  get port(): number | undefined {
    return (this.server?.address() as AddressInfo | null)?.port;
  }

  /** A port that is taken costs the figures of this worker, not its work. */
  async onApplicationBootstrap(): Promise<void> {
    const { WORKER_METRICS_PORT: port, HOST: host } = this.env;
    if (port === undefined) return;
    const server = createServer((request, response) => {
      if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
        response.writeHead(404).end();
        return;
      }
      if (!this.admits(request)) {
        response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
        return;
      }
      this.metrics.render().then(
        (text) => response.writeHead(200, { 'content-type': this.metrics.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    });
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(port, host, resolve);
      });
      this.server = server;
      this.logger.log(`Metrics at http://${host}:${this.port ?? port}/metrics`);
    } catch (error) {
      this.logger.warn(`No metrics of this worker: ${describeError(error)}`);
    }
  }

  /** Whoever has `METRICS_TOKEN`, as at the API; without one, whoever reaches the port. */
  private admits({ headers }: IncomingMessage): boolean {
    const { METRICS_TOKEN: token } = this.env;
    return token === undefined || bearsMetricsToken(headers.authorization, token);
  }

  beforeApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }
}
