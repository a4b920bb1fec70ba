import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { describeError, isError, OutageError } from '../common/errors.js';

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
      return toVerdict(await ask(socket, path));
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
      socket.destroy();
    }
  }
}

/** The answer ends it: a daemon that refuses in the middle need not take the rest, nor close. */
async function ask(socket: Socket, path: string): Promise<string> {
  const answer = readAnswer(socket);
  const sent = send(path, socket).catch((error: unknown) => {
    socket.destroy(isError(error) ? error : undefined);
  });
  const said = await answer;
  socket.destroy();
  await sent;
  return said;
}

async function connected(socket: Socket, signal: AbortSignal | undefined): Promise<void> {
  try {
    await once(socket, 'connect', signal && { signal });
  } catch (error) {
    throw new OutageError(`clamd cannot be reached: ${describeError(error)}`, error);
  }
}

/** Rejects when the file cannot be read to its end, or the daemon does not take it. */
function send(path: string, socket: Socket): Promise<void> {
  return pipeline(piecesOf(path), socket, { end: false });
}

async function* piecesOf(path: string): AsyncGenerator<Buffer> {
  yield Buffer.from(COMMAND);
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    yield Buffer.concat([length, chunk]);
  }
  yield END;
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
