import { z } from 'zod';
import { pageQuery } from '../http/common.schemas.js';
import { say } from '../http/request-context.js';
import { STATE_EVENTS } from '../notifications/messages.js';
import type { LoggedDelivery } from './webhook-deliveries.service.js';
import { DELIVERY_STATUSES } from './webhook-delivery.entity.js';
import type { Webhook } from './webhook.entity.js';

const MAX_URL = 2_000;

const urlSchema = z.string().trim().max(MAX_URL);
const eventsSchema = z
  .array(z.enum(STATE_EVENTS))
  .max(STATE_EVENTS.length)
  .transform((events) => [...new Set(events)])
  .describe('Types of messages; empty for all');
/** 24 to 64 bytes, as the Standard Webhooks specification has it. */
const secretSchema = z
  .string()
  .regex(/^whsec_(?:[A-Za-z0-9+/]{4}){8,21}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, {
    error: () => say('invalid.webhook_secret'),
  })
  .describe('whsec_ and 24 to 64 bytes in base64; made when it is left out');

export const newWebhookSchema = z
  .strictObject({ url: urlSchema, events: eventsSchema.default([]), secret: secretSchema.optional() })
  .meta({ id: 'NewWebhook', example: { url: 'https://erp.example.com/hooks/sheaf', events: ['document_completed'] } });

export const webhookChangesSchema = z
  .strictObject({
    url: urlSchema.optional(),
    events: eventsSchema.optional(),
    secret: secretSchema.optional(),
    enabled: z.boolean().optional(),
  })
  .refine((changes) => Object.keys(changes).length > 0, { error: () => say('invalid.empty_update') })
  .meta({ id: 'WebhookChanges', example: { enabled: true } });

const WEBHOOK_EXAMPLE = {
  id: '019a9d40-1f3e-7c55-9a43-0d5a3b1f9c11',
  url: 'https://erp.example.com/hooks/sheaf',
  events: ['document_completed' as const],
  enabled: true,
  disabled_reason: null,
  succeeded_at: '2026-01-07T03:21:10.911Z',
  created_at: '2026-01-07T03:21:09.482Z',
  updated_at: '2026-01-07T03:21:09.482Z',
};

export const webhookSchema = z
  .object({
    id: z.uuid(),
    url: z.string(),
    events: z.array(z.string()).describe('Types of messages; empty for all'),
    enabled: z.boolean(),
    disabled_reason: z
      .enum(['failing', 'gone'])
      .nullable()
      .describe('Why the service disabled it: nothing arrived for a day, or the target answered 410'),
    succeeded_at: z.iso.datetime().nullable().describe('When a delivery arrived last'),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Webhook', example: WEBHOOK_EXAMPLE });
export type WebhookView = z.infer<typeof webhookSchema>;

export const webhookWithSecretSchema = webhookSchema
  .extend({ secret: z.string().describe('To verify signatures with; not shown again') })
  .meta({
    id: 'WebhookWithSecret',
    example: { ...WEBHOOK_EXAMPLE, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwc3Vyc3RyaW5n' },
  });

export const deliverySchema = z
  .object({
    id: z.uuid().describe('The webhook-id header of its messages'),
    event: z.string(),
    status: z.enum(DELIVERY_STATUSES),
    payload: z.looseObject({ type: z.string(), timestamp: z.string() }),
    next_attempt_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
    finished_at: z.iso.datetime().nullable(),
    attempts: z.array(
      z.object({
        status_code: z.int().nullable().describe('null when there was no answer'),
        error: z.string().nullable(),
        duration_ms: z.int(),
        created_at: z.iso.datetime(),
      }),
    ),
  })
  .meta({
    id: 'WebhookDelivery',
    example: {
      id: '019a9d41-0a0b-7d2e-b9a4-2f6f0f6a4a01',
      event: 'document_completed',
      status: 'succeeded',
      payload: {
        type: 'document_completed',
        timestamp: '2026-01-07T03:21:10.911Z',
        data: { seq: 42, document_id: '019a9d30-7b0a-7d2e-b9a4-2f6f0f6a4a01', status: 'completed' },
      },
      next_attempt_at: null,
      created_at: '2026-01-07T03:21:10.911Z',
      finished_at: '2026-01-07T03:21:11.020Z',
      attempts: [{ status_code: 200, error: null, duration_ms: 84, created_at: '2026-01-07T03:21:11.015Z' }],
    },
  });
export type DeliveryView = z.infer<typeof deliverySchema>;

export const deliveriesQuerySchema = z.object({ ...pageQuery, status: z.enum(DELIVERY_STATUSES).optional() });
export const orderedDeliverySchema = z
  .object({ delivery_id: z.uuid() })
  .meta({ id: 'OrderedDelivery', example: { delivery_id: '019a9d41-0a0b-7d2e-b9a4-2f6f0f6a4a01' } });

export function toWebhookView(webhook: Webhook): WebhookView {
  return {
    id: webhook.id,
    url: webhook.url,
    events: webhook.events,
    enabled: webhook.enabled,
    disabled_reason: webhook.disabledReason,
    succeeded_at: webhook.succeededAt?.toISOString() ?? null,
    created_at: webhook.createdAt.toISOString(),
    updated_at: webhook.updatedAt.toISOString(),
  };
}

export function toDeliveryView({ delivery, attempts }: LoggedDelivery): DeliveryView {
  return {
    id: delivery.id,
    event: delivery.event,
    status: delivery.status,
    payload: { ...delivery.payload },
    next_attempt_at: delivery.nextAttemptAt?.toISOString() ?? null,
    created_at: delivery.createdAt.toISOString(),
    finished_at: delivery.finishedAt?.toISOString() ?? null,
    attempts: attempts.map(({ statusCode, error, durationMs, createdAt }) => ({
      status_code: statusCode,
      error,
      duration_ms: durationMs,
      created_at: createdAt.toISOString(),
    })),
  };
}
