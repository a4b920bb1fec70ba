import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

export interface TestUser {
  id: string;
  username: string;
  password: string;
  accessToken: string;
  refreshToken: string;
}

interface RequestOptions {
  token?: string;
  json?: unknown;
  form?: FormData | URLSearchParams;
  headers?: Record<string, string>;
}

/** Envelope and tokens alike: tests say themselves which of them they expect. */
export interface AnyBody {
  success: boolean;
  message: string;
  error_code: string;
  details: { field: string; message: string }[] | null;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test knows what it asked for
  data: any;
  total: number;
  access_token: string;
  refresh_token: string;
}

/** What a client of the service does, over real HTTP. */
export class ApiClient {
  constructor(readonly baseUrl: string) {}

  async request(method: string, path: string, options: RequestOptions = {}): Promise<Answer<AnyBody>> {
    const { token, json, form, headers = {} } = options;
    const response = await fetch(this.baseUrl + path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: json === undefined ? (form ?? null) : JSON.stringify(json),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : null) as AnyBody };
  }

  /** What is no JSON: pages, scripts, metrics. */
  async text(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; headers: Headers; text: string }> {
    const response = await fetch(this.baseUrl + path, { headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** A body as it is, whatever it is. */
  async send(
    method: string,
    path: string,
    body: string,
    headers: Record<string, string> = {},
  ): Promise<Answer<AnyBody>> {
    const response = await fetch(this.baseUrl + path, { method, headers, body });
    return { status: response.status, headers: response.headers, body: (await response.json()) as AnyBody };
  }

  get(path: string, token?: string, headers: Record<string, string> = {}): Promise<Answer<AnyBody>> {
    return this.request('GET', path, { headers, ...(token === undefined ? {} : { token }) });
  }

  async bytes(path: string, token: string, headers: Record<string, string> = {}): Promise<Answer<Buffer>> {
    const response = await fetch(this.baseUrl + path, { headers: { authorization: `Bearer ${token}`, ...headers } });
    const body = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, body };
  }

  /** A new account, logged in. */
  async signUp(username = `user-${randomBytes(4).toString('hex')}`): Promise<TestUser> {
    const password = `Pw-${randomBytes(6).toString('hex')}-1`;
    const registered = await this.request('POST', '/api/auth/register', {
      json: { username, email: `${username}@example.com`, password },
    });
    const tokens = await this.logIn(username, password);
    return { id: (registered.body.data as { id: string }).id, username, password, ...tokens };
  }

  async logIn(username: string, password: string): Promise<{ accessToken: string; refreshToken: string }> {
    const form = new URLSearchParams({ username, password });
    const { body } = await this.request('POST', '/api/auth/login', { form });
    return { accessToken: body.access_token, refreshToken: body.refresh_token };
  }

  upload(
    token: string,
    file: { name: string; bytes: Buffer },
    { fields = {}, headers = {} }: { fields?: Record<string, string>; headers?: Record<string, string> } = {},
  ): Promise<Answer<AnyBody>> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('file', new Blob([new Uint8Array(file.bytes)]), file.name);
    return this.request('POST', '/api/documents/upload', { token, form, headers });
  }
}

/** A file of `test/fixtures`, under its own name. */
export async function fixture(name: string): Promise<{ name: string; bytes: Buffer }> {
  const path = fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
  return { name: basename(name), bytes: await readFile(path) };
}
