import { describe, expect, it } from '@jest/globals';
import { runInNewContext } from 'node:vm';
import { AppError, describeError, DocumentFault, ERROR_CODES, FAILURE_CODES, isError } from './errors.js';

describe('the codes', () => {
  it('are each there once', () => {
    expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length);
    expect(new Set(FAILURE_CODES).size).toBe(FAILURE_CODES.length);
  });
});

describe('an AppError', () => {
  it('carries its code, its sentence and what the sentence needs', () => {
    const error = new AppError('USERNAME_TAKEN', 'error.username_taken', { params: { username: 'hana' } });
    expect(error).toMatchObject({
      name: 'AppError',
      code: 'USERNAME_TAKEN',
      key: 'error.username_taken',
      params: { username: 'hana' },
      details: null,
    });
  });

  it('keeps values out of its message, which is logged', () => {
    const error = new AppError('USERNAME_TAKEN', 'error.username_taken', { params: { username: 'hana' } });
    expect(error.message).toBe('USERNAME_TAKEN: error.username_taken');
  });

  it('keeps what caused it', () => {
    const cause = new Error('the world');
    expect(new AppError('SERVICE_UNAVAILABLE', 'error.unavailable', { cause }).cause).toBe(cause);
  });
});

describe('a DocumentFault', () => {
  it('travels as a failure that can be said in any language', () => {
    const fault = new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_pages', { actual: 9, limit: 5 });
    expect(fault.toFailure()).toEqual({
      code: 'LIMIT_EXCEEDED',
      key: 'failure.limit_pages',
      params: { actual: 9, limit: 5 },
    });
  });
});

describe('describeError', () => {
  it('gives the words of an error, of another realm too', () => {
    expect(describeError(new Error('here'))).toBe('here');
    expect(describeError(runInNewContext('new Error("elsewhere")'))).toBe('elsewhere');
  });

  it.each([
    ['text', 'text'],
    [7, '7'],
    [undefined, 'undefined'],
    [null, 'null'],
  ])('gives of %p what it is', (thrown, text) => {
    expect(describeError(thrown)).toBe(text);
    expect(isError(thrown)).toBe(false);
  });
});
