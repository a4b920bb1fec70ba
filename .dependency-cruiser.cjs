/** The walls of docs/architecture.md. `npm run walls` fails on any path across them. */

const FEATURES = 'admin|users|auth|documents|jobs|extractions|fields|search|reports|notifications|webhooks';
const HTTP_SIDE = '(controller|gateway|dto|guard|strategy|interceptor|filter|pipe|decorators?)\\.ts$';
const HTTP_PACKAGES =
  '(^|node_modules/)(@nestjs/(platform-[^/]+|swagger|passport|websockets)|@fastify/[^/]+|fastify|passport(-jwt)?|ws|@bull-board/[^/]+)(/|$)';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Data flows one way.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'worker-without-http',
      comment: 'What worker.ts loads must not load HTTP, Swagger, passport or WebSockets.',
      severity: 'error',
      from: { path: '^src/worker\\.ts$' },
      to: { path: [HTTP_PACKAGES, `^src/http/`, `^src/.*${HTTP_SIDE}`, '-api\\.module\\.ts$'], reachable: true },
    },
    {
      name: 'extraction-is-pure',
      comment: 'What a file holds is found without Nest, database, queue or HTTP.',
      severity: 'error',
      from: { path: '^src/extraction/' },
      to: {
        path: '^src/(?!common/|extraction/)|(^|node_modules/)(@nestjs/[^/]+|typeorm|bullmq|pg|ioredis|fastify)(/|$)',
      },
    },
    {
      name: 'rendering-is-pure',
      comment: 'Reports are built and rendered in child processes, from an extraction alone.',
      severity: 'error',
      from: { path: '^src/reports/(building|rendering)/' },
      to: {
        path: '^src/(?!common/|extraction/|reports/(report\\.types|(report|collection)-(labels|format|html-policy)|building/|rendering/))|(^|node_modules/)(@nestjs/[^/]+|typeorm|bullmq|pg|ioredis|fastify)(/|$)',
      },
    },
    {
      name: 'common-knows-nobody',
      severity: 'error',
      from: { path: '^src/common/' },
      to: { path: '^src/(?!common/)|(^|node_modules/)(@nestjs/[^/]+|typeorm|bullmq|fastify)(/|$)' },
    },
    {
      name: 'foundations-know-no-feature',
      severity: 'error',
      from: { path: '^src/(storage|queue|redis|database|config|logging|metrics|sandbox|rate-limits|tracing)/' },
      to: { path: `^src/(${FEATURES}|extraction|http|cli)/` },
    },
    {
      name: 'features-meet-at-services',
      comment: 'Of another feature only its services, entities, modules and what their signatures speak of.',
      severity: 'error',
      from: { path: `^src/(${FEATURES})/` },
      to: {
        path: `^src/(${FEATURES})/`,
        pathNot: [
          '^src/$1/',
          '\\.(service|entity|module|types)\\.ts$',
          '^src/documents/document-status\\.ts$',
          '^src/(users/user|documents/document)\\.dto\\.ts$',
          '^src/notifications/messages\\.ts$',
          '^src/jobs/job-(runner|attempt)\\.ts$',
        ],
      },
    },
    {
      name: 'nobody-imports-the-entry-points',
      severity: 'error',
      from: {},
      to: { path: '^src/(main|worker)\\.ts$' },
    },
    {
      name: 'no-dev-dependencies-at-run-time',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.spec\\.ts$' },
    // Imports of types leave no trace in what runs.
    tsPreCompilationDeps: false,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
