import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import fastifyStatic from '@fastify/static';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { VERSION } from '../config/version.js';

const REDOC_BUNDLE = 'redoc/bundles/redoc.standalone.js';

/** The OpenAPI document of every route. */
function createOpenApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Sheaf')
    .setDescription(
      'Upload Excel, PDF and image files; workers extract what they hold; reports are made of it; every step is told live.\n\n' +
        'Every route also stands under `/api/v1`. Live messages: WebSocket `/ws`, or Server-Sent Events `/api/events`.',
    )
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addTag('auth', 'Accounts and tokens')
    .addTag('users', 'Your account, and what you see of others')
    .addTag('documents', 'Upload, look, download, process again, delete')
    .addTag('jobs', 'The work in the background, attempt by attempt')
    .addTag('reports', 'What a document says, made to be sent on')
    .addTag('live', 'What happens, as it happens')
    .addTag('operations', 'Health of the service')
    .addTag('admin', 'How the service fares, for administrators')
    .addOAuth2(
      {
        type: 'oauth2',
        description: 'User name (or e-mail address) and password; leave the client fields empty.',
        flows: { password: { tokenUrl: '/api/auth/login', refreshUrl: '/api/auth/refresh', scopes: {} } },
      },
      'password',
    )
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .build();
  return SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
}

/** Swagger UI at `/docs`, ReDoc at `/redoc`, the document at `/openapi.json`; all from packages of this project. */
export async function serveDocs(app: NestFastifyApplication): Promise<void> {
  SwaggerModule.setup('docs', app, createOpenApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Sheaf API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true, tryItOutEnabled: true },
  });
  const root = dirname(createRequire(import.meta.url).resolve(REDOC_BUNDLE));
  await app.register(fastifyStatic, { root, prefix: '/redoc/', decorateReply: false, allowedPath: isBundle });
  app
    .getHttpAdapter()
    .getInstance()
    .get('/redoc', async (_request, reply) => reply.type('text/html; charset=utf-8').send(REDOC_PAGE));
}

function isBundle(path: string): boolean {
  return path === '/redoc.standalone.js';
}

const REDOC_PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Sheaf API</title></head>
<body style="margin:0"><redoc spec-url="/openapi.json" disable-search="false"></redoc><script src="/redoc/redoc.standalone.js"></script></body>
</html>
`;
