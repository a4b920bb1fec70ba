import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OutageError } from '../common/errors.js';
import { ClamdClient } from './clamd-client.js';
import { VirusScanner } from './virus-scanner.js';

const SILENCE_MS = 300;

/** A daemon that says what it is told to: for what a real one does not do on demand. */
describe('asking clamd', () => {
  let folder: string;
  let file: string;
  let server: Server;
  let received: Buffer;
  let onData: (socket: Socket) => void;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clamd-test-'));
    file = join(folder, 'file');
    await writeFile(file, Buffer.alloc(700_000, 'x'));
    received = Buffer.alloc(0);
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]);
        onData(socket);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const url = (): string => `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const scan = (signal?: AbortSignal): Promise<unknown> => new ClamdClient(url(), SILENCE_MS).scan(file, signal);
  const atTheEnd = (answer: string) => (socket: Socket) => {
    if (received.subarray(-4).equals(Buffer.alloc(4))) socket.end(answer);
  };

  it('sends the file in pieces behind their lengths, and an empty one', async () => {
    onData = atTheEnd('stream: OK\0');
    expect(await scan()).toEqual({ kind: 'clean' });
    let at = 'zINSTREAM\0'.length;
    expect(received.toString('latin1', 0, at)).toBe('zINSTREAM\0');
    let sum = 0;
    for (let length = received.readUInt32BE(at); length > 0; length = received.readUInt32BE(at)) {
      sum += length;
      at += 4 + length;
    }
    expect(sum).toBe(700_000);
    expect(at + 4).toBe(received.length);
  });

  it('tells what was found', async () => {
    onData = atTheEnd('stream: Some.Virus-1 FOUND\0');
    expect(await scan()).toEqual({ kind: 'infected', signature: 'Some.Virus-1' });
  });

  it('knows a file that is too large for it, though it does not take the rest', async () => {
    onData = (socket) => socket.pause().write('INSTREAM size limit exceeded. ERROR\0');
    expect(await scan()).toEqual({ kind: 'too_large' });
  });

  it.each([
    ['an error', 'Can not open temporary file. ERROR\0', /clamd says: Can not open/],
    ['nothing', '', /without a word/],
    ['half a sentence', 'stream:', /clamd says/],
  ])('takes %s for no verdict', async (_, answer, error) => {
    onData = atTheEnd(answer);
    await expect(scan()).rejects.toThrow(error);
    // The file may be why: it must not be tried for ever.
    await expect(scan()).rejects.not.toBeInstanceOf(OutageError);
  });

  it('does not wait for ever', async () => {
    onData = () => undefined;
    await expect(scan()).rejects.toThrow('clamd does not answer');
  });

  it('calls it an outage when nobody is there', async () => {
    const address = url();
    server.close();
    await once(server, 'close');
    const outage = (code: string): unknown =>
      expect.objectContaining({ name: 'OutageError', cause: expect.objectContaining({ code }) });
    await expect(new ClamdClient(address).scan(file)).rejects.toEqual(outage('ECONNREFUSED'));
    await expect(new VirusScanner(address).assertClean(file)).rejects.toEqual(outage('ECONNREFUSED'));
    await expect(new ClamdClient(`unix:${folder}/none`).scan(file)).rejects.toEqual(outage('ENOENT'));
  });

  it('ends when it is cancelled, with its reason', async () => {
    const controller = new AbortController();
    onData = () => {
      controller.abort(new Error('cancelled by its owner'));
    };
    await expect(scan(controller.signal)).rejects.toThrow('cancelled by its owner');
  });

  it('ends when it is cancelled before it has reached anybody', async () => {
    const controller = new AbortController();
    const scanning = scan(controller.signal);
    controller.abort(new Error('cancelled by its owner'));
    await expect(scanning).rejects.toThrow('cancelled by its owner');
  });

  it('makes faults of the file of its verdicts', async () => {
    onData = atTheEnd('stream: Some.Virus-1 FOUND\0');
    await expect(new VirusScanner(url()).assertClean(file)).rejects.toMatchObject({
      code: 'INFECTED_FILE',
      params: { signature: 'Some.Virus-1' },
    });
    onData = (socket) => socket.pause().write('INSTREAM size limit exceeded. ERROR\0');
    await expect(new VirusScanner(url()).assertClean(file)).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      params: { size: 700_000 },
    });
  });

  it('asks nobody when nobody is named', async () => {
    await expect(new VirusScanner(undefined).assertClean(file)).resolves.toBeUndefined();
  });
});
