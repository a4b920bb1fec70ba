import { describe, expect, it } from '@jest/globals';
import { projectPaths } from '../paths.js';
import { ensureFitForProduction, productionProblems } from './production-checks.js';

const PATHS = projectPaths('/srv/sheaf', {});
const FIT = {
  SECRET_KEY: '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0',
  DATABASE_URL: 'postgres://sheaf:secret@db.internal:5432/sheaf',
  CORS_ORIGINS: 'https://app.example.com,https://office.example.com',
  PUBLIC_OPERATIONS: 'false',
};

describe('ensureFitForProduction', () => {
  it('accepts what is fit', () => {
    expect(productionProblems(FIT, PATHS)).toEqual([]);
    expect(productionProblems({ ...FIT, NODE_ENV: 'production', CORS_ORIGINS: '' }, PATHS)).toEqual([]);
  });

  it.each([
    ['NODE_ENV', 'development', /NODE_ENV is development/],
    ['SECRET_KEY', undefined, /SECRET_KEY is not set/],
    ['SECRET_KEY', '', /SECRET_KEY is not set/],
    ['SECRET_KEY', '0123456789abcdef0123456789abcde', /shorter than 32 bytes/],
    ['SECRET_KEY', 'changeme'.repeat(5), /easily guessed/],
    ['DATABASE_URL', undefined, /embedded database is for trying out/],
    ['DATABASE_URL', 'postgres://s:p@localhost/sheaf?host=%2Fsrv%2Fsheaf%2Fvar%2Fpostgres%2Fsocket', /of the embedded/],
    ['CORS_ORIGINS', undefined, /CORS_ORIGINS is not set/],
    ['CORS_ORIGINS', '*', /names \*:/],
    ['CORS_ORIGINS', 'http://app.example.com', /names http:/],
    ['CORS_ORIGINS', 'https://app.example.com/', /without a path/],
    ['LOG_LEVEL', 'debug', /LOG_LEVEL is debug/],
    ['NODE_OPTIONS', '--inspect=0.0.0.0:9229', /debugger/],
    ['RATE_LIMIT_ENABLED', 'false', /try passwords/],
    ['PUBLIC_OPERATIONS', undefined, /documentation and metrics/],
  ])('refuses %s=%s and says what to do', (name, value, problem) => {
    expect(productionProblems({ ...FIT, [name]: value }, PATHS)).toEqual([expect.stringMatching(problem)]);
  });

  it('names all problems at once, and no value of a secret', () => {
    const secret = 'a-short-secret';
    const refuse = (): void => {
      ensureFitForProduction({ SECRET_KEY: secret }, PATHS);
    };
    expect(refuse).toThrow(/SECRET_KEY[^]*DATABASE_URL[^]*CORS_ORIGINS/);
    expect(refuse).not.toThrow(new RegExp(secret));
  });
});
