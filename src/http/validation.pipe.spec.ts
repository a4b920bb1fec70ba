import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { AppError, type FieldIssue } from '../common/errors.js';
import type { Locale } from '../common/messages/messages.js';
import { idSchema, pageQuery, toPageRequest } from './common.schemas.js';
import { say, withRequestContext } from './request-context.js';
import { parseInput, ValidationPipe } from './validation.pipe.js';

const schema = z.strictObject({
  name: z.string().min(1),
  address: z.strictObject({ city: z.string() }).optional(),
  tags: z.array(z.string()).default([]),
  code: z
    .string()
    .regex(/^\d+$/, { error: () => say('invalid.uuid') })
    .optional(),
});

function refusal(value: unknown, locale: Locale = 'en', input: z.ZodType = schema, name?: string): FieldIssue[] {
  try {
    withRequestContext({ requestId: 'req-7', locale }, () => parseInput(input, value, name));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect({ code: error.code, key: error.key }).toEqual({ code: 'VALIDATION_ERROR', key: 'error.validation' });
    return error.details ?? [];
  }
  return [];
}

describe('what is valid', () => {
  it('passes as the schema makes it', () => {
    expect(parseInput(schema, { name: 'hana' })).toEqual({ name: 'hana', tags: [] });
  });

  it('passes the pipe; what has no schema passes it as it is', () => {
    const pipe = new ValidationPipe();
    expect(pipe.transform({ name: 'hana' }, { type: 'body', schema })).toEqual({ name: 'hana', tags: [] });
    expect(pipe.transform('anything', { type: 'custom' })).toBe('anything');
  });
});

describe('what is not valid', () => {
  it('is named by its path', () => {
    expect(refusal({ name: '', address: {}, tags: ['a', 1] }).map(({ field }) => field)).toEqual([
      'name',
      'address.city',
      'tags.1',
    ]);
  });

  it('is named each by itself when it should not be there at all', () => {
    expect(
      refusal({ name: 'a', role: 'admin', address: { city: 'b', zip: 1 }, id: 1 }).map(({ field }) => field),
    ).toEqual(['address.zip', 'role', 'id']);
  });

  it('is called after its parameter when it is a single value', () => {
    const pipe = new ValidationPipe();
    expect(() => pipe.transform('x', { type: 'param', data: 'user_id', schema: idSchema })).toThrow(
      new AppError('VALIDATION_ERROR', 'error.validation'),
    );
    expect(refusal('x', 'en', idSchema, 'user_id')).toEqual([{ field: 'user_id', message: 'must be a UUID' }]);
  });

  it('is called the body when nothing came', () => {
    expect(refusal(undefined).map(({ field }) => field)).toEqual(['body']);
  });

  it('is explained in English by default', () => {
    for (const { message } of refusal({ name: 1, role: 'x' })) expect(message).toMatch(/^[\x20-\x7e]+$/);
  });

  it('is explained in Korean to who asked in Korean, by zod and by us', () => {
    const details = refusal({ name: '', role: 'x', code: 'x' }, 'ko');
    expect(details).toHaveLength(3);
    for (const { message } of details) expect(message).toMatch(/[가-힣]/);
  });

  it('is not repeated in what is said of it', () => {
    expect(JSON.stringify(refusal({ name: { password: 'hunter2' } }))).not.toContain('hunter2');
  });
});

describe('the page that is asked for', () => {
  const query = z.object(pageQuery);

  it('is the first ten by default', () => {
    expect(toPageRequest(parseInput(query, {}))).toEqual({ page: 1, pageSize: 10 });
  });

  it('is read from text', () => {
    expect(toPageRequest(parseInput(query, { page: '3', page_size: '100' }))).toEqual({ page: 3, pageSize: 100 });
  });

  it.each(['0', '-1', '1.5', 'x', '', '1000001', ['1', '2'], 'NaN', 'Infinity'])('is not page %p', (page) => {
    expect(refusal({ page }, 'en', query).map(({ field }) => field)).toEqual(['page']);
  });

  it.each(['0', '101', 'all'])('has not %p entries', (size) => {
    expect(refusal({ page_size: size }, 'en', query).map(({ field }) => field)).toEqual(['page_size']);
  });
});
