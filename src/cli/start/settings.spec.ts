import { describe, expect, it } from '@jest/globals';
import { resolveSettings } from './settings.js';

describe('resolveSettings', () => {
  it('has defaults', () => {
    expect(resolveSettings({}, {})).toEqual({
      port: 8001,
      host: '0.0.0.0',
      apis: 1,
      workers: 1,
      production: false,
      database: 'embedded',
    });
  });

  it('prefers the command line to the environment; an empty variable counts as unset', () => {
    const env = { PORT: '9000', HOST: '', DATABASE_URL: 'postgres://db/x' };
    expect(resolveSettings({ apis: '2', workers: '3', production: true }, env)).toEqual({
      port: 9000,
      host: '0.0.0.0',
      apis: 2,
      workers: 3,
      production: true,
      database: 'external',
    });
    expect(resolveSettings({ port: '0', host: '127.0.0.1' }, env)).toMatchObject({ port: 0, host: '127.0.0.1' });
  });

  it.each([{ port: 'http' }, { port: '65536' }, { port: '-1' }, { workers: '0' }, { apis: '33' }, { workers: '1.5' }])(
    'refuses %j with a sentence',
    (flags) => {
      expect(() => resolveSettings(flags, {})).toThrow(/is not a usable .*: it must be a whole number from/);
    },
  );
});
