import { Injectable } from '@nestjs/common';
import { Webhook as Signer } from 'standardwebhooks';
import { Agent, request } from 'undici';
import { describeError } from '../common/errors.js';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { WebhookDelivery } from './webhook-delivery.entity.js';
import type { Webhook } from './webhook.entity.js';
import { checkTargetUrl, parseNetworks, resolveTarget, type ResolvedTarget } from './webhook-target.js';

const TIMEOUT_MS = 15_000;
const CONNECT_TIMEOUT_MS = 5_000;
const MAX_HEADER_BYTES = 16 * 1024;
/** So much of an answer is read before the connection is cut: it is of no use to us. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** How a try ended: with an answer, or with the reason why there was none. */
export interface SendOutcome {
  statusCode: number | null;
  error: string | null;
  durationMs: number;
}

/** Posts signed messages to targets that strangers have named. */
@Injectable()
export class WebhookSender {
  private readonly allowed: ReturnType<typeof parseNetworks>;

  constructor(@InjectEnv() env: Env) {
    this.allowed = parseNetworks(env.WEBHOOK_ALLOWED_NETWORKS);
  }

  /** Never rejects; redirects are answers like others and not followed. */
  async send(webhook: Pick<Webhook, 'url' | 'secret'>, delivery: WebhookDelivery): Promise<SendOutcome> {
    const startedAt = performance.now();
    const outcome = await this.post(webhook, delivery).then(
      (statusCode) => ({ statusCode, error: null }),
      (error: unknown) => ({ statusCode: null, error: describeError(error) }),
    );
    return { ...outcome, durationMs: Math.round(performance.now() - startedAt) };
  }

  private async post(
    { url: text, secret }: Pick<Webhook, 'url' | 'secret'>,
    delivery: WebhookDelivery,
  ): Promise<number> {
    const url = checkTargetUrl(text, this.allowed);
    const agent = pinnedAgent(await resolveTarget(url, this.allowed));
    try {
      const body = JSON.stringify(delivery.payload);
      const answer = await request(url, {
        method: 'POST',
        dispatcher: agent,
        headers: { ...signedHeaders(delivery.id, secret, body), 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.body.dump({ limit: MAX_ANSWER_BYTES });
      return answer.statusCode;
    } finally {
      await agent.destroy();
    }
  }
}

/** Connects to the address that was judged, whatever the name says by now. */
function pinnedAgent({ address, family }: ResolvedTarget): Agent {
  return new Agent({
    maxHeaderSize: MAX_HEADER_BYTES,
    connect: {
      timeout: CONNECT_TIMEOUT_MS,
      lookup: (_hostname, _options, callback) => {
        callback(null, [{ address, family }]);
      },
    },
  });
}

function signedHeaders(id: string, secret: string, body: string): Record<string, string> {
  const now = new Date();
  return {
    'user-agent': 'Sheaf',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': new Signer(secret).sign(id, now, body),
  };
}
