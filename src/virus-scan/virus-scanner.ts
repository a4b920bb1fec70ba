import { stat } from 'node:fs/promises';
import { DocumentFault } from '../common/errors.js';
import { ClamdClient } from './clamd-client.js';

/** Looks a file over before anything else opens it; does nothing where no scanner is configured. */
export class VirusScanner {
  private readonly client: ClamdClient | null;

  constructor(clamdUrl: string | undefined) {
    this.client = clamdUrl === undefined ? null : new ClamdClient(clamdUrl);
  }

  /**
   * Throws INFECTED_FILE with the name of what was found, LIMIT_EXCEEDED for a file that the scanner does not take whole,
   * an {@link OutageError} while the scanner cannot be reached, and an ordinary error, which is tried again, when it does
   * not answer: no file passes unseen.
   */
  async assertClean(path: string, signal?: AbortSignal): Promise<void> {
    const verdict = await this.client?.scan(path, signal);
    if (verdict?.kind === 'infected') {
      throw new DocumentFault('INFECTED_FILE', 'failure.infected', { signature: verdict.signature });
    }
    if (verdict?.kind === 'too_large') {
      throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_scan', { size: (await stat(path)).size });
    }
  }
}
