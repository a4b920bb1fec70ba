import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { EnvError, envSchema, parseEnv, s3Settings } from './env.js';

const REQUIRED = {
  DATABASE_URL: 'postgres://sheaf:a-password@localhost:5432/sheaf',
  SECRET_KEY: 'a-secret-for-tests-that-is-long-enough',
};

function complaintAbout(variables: Record<string, string | undefined>): string {
  try {
    parseEnv({ ...REQUIRED, ...variables });
  } catch (error) {
    if (error instanceof EnvError) return error.message;
    throw error;
  }
  return 'nothing';
}

describe('the configuration', () => {
  it('needs a database and a secret, and nothing else', () => {
    expect(parseEnv(REQUIRED)).toMatchObject({ ...REQUIRED, NODE_ENV: 'development', PORT: 8001, DOCS_ENABLED: true });
  });

  it('says what is not set', () => {
    expect(complaintAbout({ DATABASE_URL: undefined, SECRET_KEY: undefined })).toBe(
      'The configuration is not usable:\n  - DATABASE_URL is not set\n  - SECRET_KEY is not set',
    );
  });

  it('takes an empty value for an unset one', () => {
    expect(parseEnv({ ...REQUIRED, PORT: '', DOCS_ENABLED: '' })).toMatchObject({ PORT: 8001, DOCS_ENABLED: true });
    expect(complaintAbout({ SECRET_KEY: '' })).toContain('SECRET_KEY is not set');
  });

  it.each([
    ['PORT', 'eight-thousand'],
    ['PORT', '70000'],
    ['NODE_ENV', 'staging-7f3a'],
    ['DATABASE_URL', 'mysql://root:hunter2@localhost/db'],
    ['DATABASE_URL', 'postgres://root:hunter2#x@localhost:port/db'],
    ['SECRET_KEY', 'hunter2'],
    ['ACCESS_TOKEN_EXPIRE_MINUTES', '-777'],
    ['MAX_UPLOAD_SIZE', '10MB'],
    ['WORKER_CONCURRENCY', '2.75'],
    ['JOB_MAX_ATTEMPTS', 'threefold'],
    ['OCR_LANGUAGES', 'korean+english; rm -rf'],
    ['DOCS_ENABLED', 'maybe-so'],
    ['LOG_LEVEL', 'shouting'],
    ['STORAGE_DRIVER', 'floppy-disk'],
    ['REDIS_URL', 'http://:hunter2@localhost:6379'],
    ['REDIS_URL', 'redis://:hunter2#x@localhost:port'],
    ['S3_ENDPOINT', 's3.example.com'],
    ['S3_PRESIGNED_DOWNLOADS', 'perhaps-so'],
  ])('names %s when its value cannot be used, and never prints the value', (name, value) => {
    const complaint = complaintAbout({ [name]: value });
    expect(complaint).toMatch(new RegExp(`^ {2}- ${name}: \\S`, 'm'));
    expect(complaint).not.toContain(value);
  });

  it('names everything that is wrong at once', () => {
    const complaint = complaintAbout({ PORT: 'x', LOG_LEVEL: 'y', SECRET_KEY: 'z' });
    for (const name of ['PORT', 'LOG_LEVEL', 'SECRET_KEY']) expect(complaint).toContain(`- ${name}: `);
  });

  it('counts the bytes of the secret, not its characters', () => {
    expect(complaintAbout({ SECRET_KEY: '가'.repeat(11) })).toBe('nothing');
    expect(complaintAbout({ SECRET_KEY: 'a'.repeat(31) })).toContain('SECRET_KEY: must have at least 32 bytes');
  });

  it.each([
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
  ])('reads the flag %s', (value, flag) => {
    expect(parseEnv({ ...REQUIRED, DOCS_ENABLED: value }).DOCS_ENABLED).toBe(flag);
  });

  it('reads a list with blanks and gaps in it', () => {
    expect(parseEnv({ ...REQUIRED, CORS_ORIGINS: ' https://a.example , ,https://b.example' }).CORS_ORIGINS).toEqual([
      'https://a.example',
      'https://b.example',
    ]);
  });

  it.each([
    'postgres://sheaf:pw@localhost:5432/sheaf?host=%2Ftmp%2Fsocket',
    'postgresql://sheaf@db/sheaf?sslmode=require',
    'postgres:///sheaf',
  ])('takes the database at %s', (url) => {
    expect(parseEnv({ ...REQUIRED, DATABASE_URL: url }).DATABASE_URL).toBe(url);
  });
});

describe('the S3 driver', () => {
  const S3 = {
    S3_ENDPOINT: 'http://localhost:9000',
    S3_BUCKET: 'sheaf',
    S3_REGION: 'us-east-1',
    S3_ACCESS_KEY_ID: 'key',
    S3_SECRET_ACCESS_KEY: 'hunter2',
  };

  it('needs an endpoint, a bucket, a region and a key, and says which of them is not set', () => {
    const { S3_BUCKET: _bucket, S3_SECRET_ACCESS_KEY: _secret, ...rest } = S3;
    expect(complaintAbout({ STORAGE_DRIVER: 's3', ...rest, SECRET_KEY: 'short' })).toBe(
      `The configuration is not usable:
  - SECRET_KEY: must have at least 32 bytes
  - S3_BUCKET is not set, which STORAGE_DRIVER=s3 needs
  - S3_SECRET_ACCESS_KEY is not set, which STORAGE_DRIVER=s3 needs`,
    );
  });

  it('is content with these', () => {
    expect(s3Settings(parseEnv({ ...REQUIRED, STORAGE_DRIVER: 's3', ...S3 }))).toEqual(S3);
  });

  it('asks nothing of who keeps files on a disk', () => {
    expect(parseEnv({ ...REQUIRED, S3_ENDPOINT: S3.S3_ENDPOINT }).STORAGE_DRIVER).toBe('disk');
    expect(() => s3Settings(parseEnv(REQUIRED))).toThrow(EnvError);
  });
});

describe('.env.example', () => {
  /** Lines `NAME=default`, and `# NAME=` where nothing is set. */
  const ASSIGNMENT = /^(#\s*)?([A-Z][A-Z0-9_]*)=(.*)$/;
  const file = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const lines = file.split('\n');
  const assignments = lines
    .map((line, index) => ({ match: ASSIGNMENT.exec(line), before: lines[index - 1] ?? '' }))
    .flatMap(({ match, before }) =>
      match ? [{ name: match[2] ?? '', value: match[3] ?? '', set: !match[1], before }] : [],
    );

  it('names every variable of the schema once, and no other', () => {
    expect(assignments.map(({ name }) => name).sort()).toEqual(Object.keys(envSchema.shape).sort());
  });

  it('gives the defaults of the schema', () => {
    const defaults = parseEnv(REQUIRED);
    for (const { name, value, set } of assignments.filter((assignment) => !(assignment.name in REQUIRED))) {
      const written = parseEnv({ ...REQUIRED, [name]: set ? value : undefined });
      expect({ name, value: Reflect.get(written, name) as unknown }).toEqual({
        name,
        value: Reflect.get(defaults, name) as unknown,
      });
    }
  });

  it('shows every default there is', () => {
    const defaults = parseEnv(REQUIRED);
    const silent = assignments.filter(({ name, value }) => !(name in REQUIRED) && value === '');
    for (const { name, set } of silent) {
      expect({ name, value: Reflect.get(defaults, name) as unknown }).toEqual({ name, value: set ? [] : undefined });
    }
  });

  it('sets nothing that must be one\u2019s own', () => {
    for (const { name, value, set } of assignments.filter((assignment) => assignment.name in REQUIRED)) {
      expect({ name, value: set ? value : '' }).toEqual({ name, value: '' });
    }
  });

  it('explains each of them in a line above it', () => {
    for (const { name, before } of assignments)
      expect({ name, before }).toEqual({ name, before: expect.stringMatching(/^# \S.+/) });
  });
});
