import { WsAdapter } from '@nestjs/platform-ws';
import type { INestApplicationContext } from '@nestjs/common';

/** Text comes as a string, binary as one of the others. */
type Frame = string | Buffer | ArrayBuffer | Buffer[];

/** Frames are plain JSON with a `type`; what is not goes to the gateway's handler for `invalid`. */
export class LiveWsAdapter extends WsAdapter {
  constructor(app: INestApplicationContext) {
    super(app, { messageParser: parseFrame });
  }
}

function parseFrame(frame: Frame): { event: string; data: unknown } {
  const message = parseJson(typeof frame === 'string' ? frame : '');
  const type = message !== null && typeof message === 'object' && 'type' in message ? message.type : undefined;
  return type === 'ping' ? { event: type, data: message } : { event: 'invalid', data: null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
