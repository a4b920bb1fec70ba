import { WsAdapter } from '@nestjs/platform-ws';
import type { INestApplicationContext } from '@nestjs/common';

/** `ws` hands frames over as a buffer unless told otherwise; the adapter's type knows all that it might do. */
type Frame = string | Buffer | ArrayBuffer | Buffer[];

/** Frames are plain JSON with a `type`; what is not goes to the gateway's handler for `invalid`. */
export class LiveWsAdapter extends WsAdapter {
  constructor(app: INestApplicationContext) {
    super(app, { messageParser: parseFrame });
  }
}

function parseFrame(frame: Frame): { event: string; data: unknown } {
  const message = parseJson(Buffer.isBuffer(frame) ? frame.toString() : '');
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
