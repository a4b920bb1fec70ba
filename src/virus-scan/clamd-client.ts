import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { describeError, OutageError } from '../common/errors.js';

const COMMAND = 'zINSTREAM\0';
const END = Buffer.alloc(4);
const CHUNK_BYTES = 256 * 1024;
/** clamd may have to load new signatures before it answers. */
const SILENCE_MS = 60_000;
const MAX_ANSWER = 4_096;

export type ScanVerdict =
  | { kind: 'clean' }
  | { kind: 'infected'; signature: string }
  /** clamd's `StreamMaxLength` is lower than the file is large. */
  | { kind: 'too_large' };

/**
 * Asks ClamAV's daemon, by the one command of its protocol that needs no shared disk (INSTREAM of clamd(8): pieces, each
 * behind its length in four bytes, an empty one at the end).
 */
export class ClamdClient {
  /** `url` is `tcp://host:port` or `unix:/path`. */
  constructor(
    url: string,
    private readonly silenceMs = SILENCE_MS,
  ) {
    this.target = toTarget(url);
  }
  private readonly target: NetConnectOpts;

  /**
   * Rejects with an {@link OutageError} when clamd cannot be reached, with an ordinary error when it ends or is silent in
   * the middle or says what is no verdict: the file may be why. With the reason of `signal` when aborted.
   */
  async scan(path: string, signal?: AbortSignal): Promise<ScanVerdict> {
    signal?.throwIfAborted();
    const socket = connect(this.target);
    socket.setTimeout(this.silenceMs, () => socket.destroy(new Error('clamd does not answer')));
    const abort = (): void => {
      socket.destroy();
    };
    signal?.addEventListener('abort', abort, { once: true });
    try {
      await connected(socket, signal);
      const answer = readAnswer(socket);
      // It may refuse in the middle and close: what it says counts, not that nobody takes the rest.
      const sent = send(socket, path).catch(() => undefined);
      const said = await answer;
      await sent;
      return toVerdict(said);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
      socket.destroy();
    }
  }
}

async function connected(socket: Socket, signal: AbortSignal | undefined): Promise<void> {
  try {
    await once(socket, 'connect', signal && { signal });
  } catch (error) {
    throw new OutageError(`clamd cannot be reached: ${describeError(error)}`, error);
  }
}

async function send(socket: Socket, path: string): Promise<void> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    await write(socket, Buffer.from(COMMAND));
    for await (const chunk of file as AsyncIterable<Buffer>) {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(chunk.length);
      await write(socket, Buffer.concat([length, chunk]));
    }
    await write(socket, END);
  } catch (error) {
    // Without the end of the file there is no verdict to wait for.
    if (!socket.destroyed && file.errored) socket.destroy(file.errored);
    throw error;
  } finally {
    file.destroy();
  }
}

async function write(socket: Socket, bytes: Buffer): Promise<void> {
  if (socket.destroyed) throw new Error('clamd has closed the connection');
  if (!socket.write(bytes)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
}

/** Up to its NUL, or as much of it as comes: a daemon that has refused resets the connection behind its words. */
function readAnswer(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const end = (): void => {
      resolve(answer.replace(/\0[^]*$/, '').trim());
    };
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      if (answer.includes('\0') || answer.length > MAX_ANSWER) end();
    });
    socket.once('error', (error) => {
      if (answer === '') reject(error);
      else end();
    });
    socket.once('close', end);
  });
}

/** `stream: OK`, `stream: Name FOUND`, or an error. */
function toVerdict(answer: string): ScanVerdict {
  if (answer === 'stream: OK') return { kind: 'clean' };
  const signature = /^stream: (.+) FOUND$/.exec(answer)?.[1];
  if (signature !== undefined) return { kind: 'infected', signature };
  if (answer.startsWith('INSTREAM size limit exceeded')) return { kind: 'too_large' };
  throw new Error(answer === '' ? 'clamd closed the connection without a word' : `clamd says: ${answer}`);
}

function toTarget(url: string): NetConnectOpts {
  if (url.startsWith('unix:')) return { path: url.slice('unix:'.length) };
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
}
