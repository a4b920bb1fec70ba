import { describe, expect, it } from '@jest/globals';
import { bearsMetricsToken } from './metrics-token.js';

const TOKEN = 'only-for-prometheus';

describe('the token of the metrics', () => {
  it.each([`Bearer ${TOKEN}`, `bearer ${TOKEN}`])('is found in %p', (header) => {
    expect(bearsMetricsToken(header, TOKEN)).toBe(true);
  });

  it.each([
    undefined,
    '',
    TOKEN,
    'Bearer ',
    `Basic ${TOKEN}`,
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(1)}`,
    `Bearer  ${TOKEN}`,
    `Bearer ${TOKEN.toUpperCase()}`,
  ])('is not found in %p', (header) => {
    expect(bearsMetricsToken(header, TOKEN)).toBe(false);
  });
});
