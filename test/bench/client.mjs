import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

/** As much of the API as the benchmarks need; uploads are streamed, so that this side holds nothing either. */
export class BenchClient {
  #agent = new Agent({ keepAlive: true });
  #token = '';

  /** `base` is where the service listens, when that is not a port of this machine. */
  constructor(port, base = `http://127.0.0.1:${port}`) {
    this.base = new URL(base);
  }

  get port() {
    return Number(this.base.port);
  }

  async isReady() {
    return this.#send('GET', '/health/ready').then(
      ({ status }) => status === 200,
      () => false,
    );
  }

  /** Makes an account, acts as it from now on, and tells its name. */
  async signUp() {
    const username = `bench-${randomBytes(4).toString('hex')}`;
    const password = `Pw-${randomBytes(8).toString('hex')}-1`;
    const email = `${username}@example.com`;
    await this.post('/api/auth/register', { username, email, password });
    this.#token = (await this.post('/api/auth/login', { username, password })).access_token;
    return { username };
  }

  /** The headers that make a request this account's. */
  get authorization() {
    return { authorization: `Bearer ${this.#token}` };
  }

  async get(path) {
    return (await this.#send('GET', path)).body;
  }

  async post(path, value) {
    const { status, body } = await this.tryPost(path, value);
    return accepted(status, body);
  }

  /** The answer, whatever it is. */
  async tryPost(path, value) {
    return this.#send('POST', path, {
      headers: { 'content-type': 'application/json' },
      body: Readable.from([Buffer.from(JSON.stringify(value))]),
    });
  }

  /** The accepted document. */
  async upload(path) {
    const { status, body } = await this.tryUpload(path);
    return accepted(status, body).data;
  }

  /** The answer to an upload, whatever it is. */
  async tryUpload(path) {
    const boundary = `bench${randomBytes(12).toString('hex')}`;
    const name = encodeURIComponent(basename(path));
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`;
    const tail = `\r\n--${boundary}--\r\n`;
    const { size } = await stat(path);
    return this.#send('POST', '/api/documents/upload', {
      headers: {
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'content-length': head.length + size + tail.length,
      },
      body: Readable.from(concatenate(head, path, tail)),
    });
  }

  async #send(method, path, { headers = {}, body = Readable.from([]) } = {}) {
    const options = { agent: this.#agent, method, headers: { ...this.authorization, ...headers } };
    const outgoing = request(new URL(path, this.base), options);
    const answered = new Promise((resolve, reject) => {
      outgoing.once('response', resolve).once('error', reject);
    });
    // A server that refuses a body need not read it to its end; without an answer, `answered` fails for the same reason.
    const [response] = await Promise.all([answered, pipeline(body, outgoing).catch(() => undefined)]);
    return { status: response.statusCode, headers: response.headers, body: await json(response) };
  }
}

async function* concatenate(head, path, tail) {
  yield Buffer.from(head);
  yield* createReadStream(path);
  yield Buffer.from(tail);
}

function accepted(status, body) {
  if (status < 300) return body;
  throw new Error(`The service answered ${status} ${body.error_code}: ${body.message}`);
}
