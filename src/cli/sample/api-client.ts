import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';

const errorSchema = z.object({ error_code: z.string(), message: z.string() });
const tokenSchema = z.object({ access_token: z.string() });

const documentSchema = z.object({
  id: z.string(),
  filename: z.string(),
  status: z.enum(['queued', 'processing', 'completed', 'failed', 'cancelled']),
  progress: z.number(),
  stage: z.string().nullable().default(null),
  error: z.object({ code: z.string(), message: z.string() }).nullable().default(null),
});
export type SampleDocument = z.infer<typeof documentSchema>;

const extractionSchema = z.object({
  file_type: z.string(),
  language: z.string().nullable(),
  text: z.string(),
  pages: z.array(z.unknown()),
  sheets: z.array(z.object({ name: z.string(), row_count: z.number(), column_count: z.number() })),
  tables: z.array(z.unknown()),
  fields: z.array(z.object({ label: z.string(), name: z.string(), value: z.string() })),
});
export type SampleExtraction = z.infer<typeof extractionSchema>;

const reportSchema = z.object({ id: z.string() });

/** A refusal of the API, with its code. */
export class ApiRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(`${message} (${status} ${code})`);
    this.name = 'ApiRefusal';
  }
}

/** As much of the API as the sample needs, over its public contract. */
export class ApiClient {
  private token: string | undefined;

  constructor(private readonly baseUrl: string) {}

  async register(username: string, email: string, password: string): Promise<void> {
    await this.request('/api/auth/register', json({ username, email, password }));
  }

  async logIn(username: string, password: string): Promise<void> {
    const body = new URLSearchParams({ username, password });
    this.token = tokenSchema.parse(await this.request('/api/auth/login', { method: 'POST', body })).access_token;
  }

  async upload(path: string, mediaType: string): Promise<SampleDocument> {
    const body = new FormData();
    body.set('file', new Blob([await readFile(path)], { type: mediaType }), basename(path).normalize('NFC'));
    return this.data(documentSchema, '/api/documents/upload', { method: 'POST', body });
  }

  async document(id: string): Promise<SampleDocument> {
    return this.data(documentSchema, `/api/documents/${id}`);
  }

  async extraction(id: string): Promise<SampleExtraction> {
    return this.data(extractionSchema, `/api/documents/${id}/extracted-data`);
  }

  async reports(id: string): Promise<{ id: string }[]> {
    return this.data(z.array(reportSchema), `/api/documents/${id}/reports`);
  }

  private async data<T>(schema: z.ZodType<T>, path: string, init?: RequestInit): Promise<T> {
    return z.object({ data: schema }).parse(await this.request(path, init)).data;
  }

  private async request(path: string, init: RequestInit = {}): Promise<unknown> {
    const headers = new Headers(init.headers);
    if (this.token !== undefined) headers.set('Authorization', `Bearer ${this.token}`);
    const response = await fetch(`${this.baseUrl}${path}`, { ...init, headers });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) return body;
    const refusal = errorSchema.safeParse(body).data;
    throw new ApiRefusal(response.status, refusal?.error_code ?? 'UNKNOWN', refusal?.message ?? `${path} failed`);
  }
}

function json(body: object): RequestInit {
  return { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}
