/** Jest runs the ESM sources through swc; `--experimental-vm-modules` comes from the npm script. */
const base = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  // Our sources name each other by the `.js` that they are compiled to; a package's `.json.js` is a file of that name.
  moduleNameMapper: { '^(\\.{1,2}/.*)(?<!\\.json)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
};

/** Suites on real databases and processes: what they start together, they end together. */
const onRealParts = (name) => ({
  ...base,
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.spec.ts`],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
});

export default {
  // Real databases and processes, on machines that do other things besides.
  testTimeout: 30_000,
  // They wait more than they compute; by default one processor would stand idle.
  maxWorkers: '100%',
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    ...['integration', 'e2e', 'security', 'chaos', 'rehearsal'].map(onRealParts),
  ],
};
