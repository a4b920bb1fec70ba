import { expect } from '@jest/globals';
import type { DocumentView } from '../../src/documents/document.dto.js';
import type { JobView } from '../../src/jobs/job.dto.js';
import type { ReportView } from '../../src/reports/report.dto.js';
import type { TestFile } from '../factories.js';
import type { AnyBody, Answer, ApiClient, TestUser } from './api-client.js';
import { LiveClient, type LiveMessage } from './live-client.js';

const ENDS = ['document_completed', 'document_failed', 'document_cancelled'];

/** A user with an open live connection: waits for what it is told instead of asking again and again. */
export class Owner {
  private constructor(
    readonly client: ApiClient,
    readonly user: TestUser,
    readonly live: LiveClient,
  ) {}

  static async signUp(client: ApiClient): Promise<Owner> {
    const user = await client.signUp();
    const live = LiveClient.connect(client.baseUrl, user.accessToken);
    await live.untilType('initial_state');
    return new Owner(client, user, live);
  }

  get token(): string {
    return this.user.accessToken;
  }

  /** Uploads a file that must be accepted. */
  async upload(file: TestFile, fields: Record<string, string> = {}): Promise<DocumentView> {
    const { status, body } = await this.client.upload(this.token, file, { fields });
    expect(body).toMatchObject({ success: true });
    expect(status).toBe(202);
    return body.data as DocumentView;
  }

  /** Uploads, and waits until the document is completed, failed or cancelled; then gives it as it is. */
  async process(file: TestFile): Promise<DocumentView> {
    const { id } = await this.upload(file);
    await this.untilEnd(id);
    return this.document(id);
  }

  untilEnd(documentId: string): Promise<LiveMessage> {
    return this.live.until(({ type, document_id }) => document_id === documentId && ENDS.includes(type));
  }

  /** The job of a document has got so far that its child process is at work. */
  untilProgress(documentId: string): Promise<LiveMessage> {
    return this.live.untilType('progress', documentId);
  }

  get(path: string): Promise<Answer<AnyBody>> {
    return this.client.get(path, this.token);
  }

  post(path: string, json?: unknown): Promise<Answer<AnyBody>> {
    return this.client.request('POST', path, { token: this.token, json });
  }

  patch(path: string, json: unknown): Promise<Answer<AnyBody>> {
    return this.client.request('PATCH', path, { token: this.token, json });
  }

  delete(path: string): Promise<Answer<AnyBody>> {
    return this.client.request('DELETE', path, { token: this.token });
  }

  async document(id: string): Promise<DocumentView> {
    return (await this.get(`/api/documents/${id}`)).body.data as DocumentView;
  }

  async jobs(documentId: string): Promise<JobView[]> {
    return (await this.get(`/api/documents/${documentId}/jobs`)).body.data as JobView[];
  }

  async reports(documentId: string): Promise<ReportView[]> {
    return (await this.get(`/api/documents/${documentId}/reports`)).body.data as ReportView[];
  }

  leave(): void {
    this.live.close();
  }
}
