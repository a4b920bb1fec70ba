import { describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { QueryFailedError } from 'typeorm';
import { StorageAwayError } from '../storage/storage.js';
import { isOutage } from './outage.js';

function withCode(code: string, message = 'failed'): Error {
  return Object.assign(new Error(message), { code });
}

function failedQuery(code: string): QueryFailedError {
  return new QueryFailedError('SELECT 1', [], withCode(code));
}

describe('an outage', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOSPC', 'EROFS'])('is what Node calls %s', (code) => {
    expect(isOutage(withCode(code))).toBe(true);
  });

  it.each([
    ['08006', 'connection failure'],
    ['53300', 'too many connections'],
    ['53100', 'disk full'],
    ['57P01', 'admin shutdown'],
    ['57P03', 'cannot connect now'],
  ])('is what PostgreSQL calls %s (%s), plain or from a query', (code) => {
    expect(isOutage(withCode(code))).toBe(true);
    expect(isOutage(failedQuery(code))).toBe(true);
  });

  it.each([
    'timeout exceeded when trying to connect',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Client has encountered a connection error and is not queryable',
  ])('is what the pool calls "%s"', (message) => {
    expect(isOutage(new Error(message))).toBe(true);
  });

  it('is a store that is away, whatever it was that said so', () => {
    expect(isOutage(new StorageAwayError(new Error('Please reduce your request rate')))).toBe(true);
  });

  it('is a peer that really is not there', async () => {
    const error = await new Promise((resolve) => {
      connect('/nowhere/at/all.sock').on('error', resolve);
    });
    expect(isOutage(error)).toBe(true);
  });

  it.each([
    ['a fault in a query', failedQuery('42601')],
    ['a broken constraint', failedQuery('23505')],
    ['a cancelled statement', failedQuery('57014')],
    ['a bug', new TypeError('x is not a function')],
    ['a number', 500],
    ['nothing', undefined],
    ['what only looks like one', { code: 'ECONNREFUSED' }],
  ])('is not %s', (_what, thrown) => {
    expect(isOutage(thrown)).toBe(false);
  });
});
