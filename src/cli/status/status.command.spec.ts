import { describe, expect, it } from '@jest/globals';
import { duration, parseHealth } from './status.command.js';

describe('duration', () => {
  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [725, '12 min 5 s'],
    [3_600, '1 h'],
    [273_600, '3 d 4 h'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe('parseHealth', () => {
  const health = { status: 'ok', checks: { database: { status: 'up' } } };

  it('reads health with and without an envelope', () => {
    expect(parseHealth(health)).toEqual(health);
    expect(parseHealth({ success: true, message: '', data: health })).toEqual(health);
  });

  it('makes nothing of anything else', () => {
    expect(parseHealth('<html>')).toBeUndefined();
  });
});
