import { inspect } from 'node:util';
import type { ApiClient } from './api-client.js';
import { fixture } from './fixture.js';

const READERS = 3;
const PAUSE_MS = 60;
const UPLOAD_PAUSE_MS = 250;
/**
 * A connection for each request: nginx closes idle ones when it is reloaded, maybe in the moment in which a request is
 * sent on one of them. Browsers then try once more, fetch does not.
 */
const headers = { connection: 'close' };

/** Users who read lists and upload files, all the time, until they are told to stop. */
export class Traffic {
  readonly failures: string[] = [];
  readonly uploaded: string[] = [];
  requests = 0;
  private readonly running: Promise<unknown>;
  private stopped = false;

  constructor(
    private readonly client: ApiClient,
    private readonly token: string,
  ) {
    const readers = Array.from({ length: READERS }, () => this.repeat(PAUSE_MS, () => this.read()));
    this.running = Promise.all([...readers, this.repeat(UPLOAD_PAUSE_MS, () => this.upload())]);
  }

  /** Resolves when the last requests are answered. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async repeat(pauseMs: number, work: () => Promise<void>): Promise<void> {
    while (!this.stopped) {
      this.requests += 1;
      await work().catch((error: unknown) => this.failures.push(inspect(error)));
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  private async read(): Promise<void> {
    const { status, body } = await this.client.get('/api/documents/?page_size=5', this.token, headers);
    if (status !== 200) this.failures.push(`GET ${status} ${body.message}`);
  }

  private async upload(): Promise<void> {
    const file = { name: 'cups.csv', bytes: await fixture('stanley_cups.csv') };
    const { status, body } = await this.client.upload(this.token, file, { headers });
    if (status === 202) this.uploaded.push((body.data as { id: string }).id);
    else this.failures.push(`POST ${status} ${body.message}`);
  }
}
