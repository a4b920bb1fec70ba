import { describe, expect, it } from '@jest/globals';
import { apiSuite } from '../support/suite.js';

/** Every address that a page makes a browser load. */
function loadedBy(html: string): string[] {
  return [...html.matchAll(/<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)="([^"]+)"/g)].map(([, url = '']) => url);
}

describe('the documentation', () => {
  const suite = apiSuite();

  it.each(['/docs', '/docs/', '/redoc', '/redoc/'])(
    '%s is a page whose parts all come from the service',
    async (path) => {
      const { status, headers, text } = await suite.client.text(path);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toMatch(/^text\/html/);
      const page = new URL(path, suite.api.baseUrl);
      const parts = loadedBy(text).map((url) => new URL(url, page));
      expect(parts.length).toBeGreaterThan(0);
      for (const part of parts) {
        expect(part.origin).toBe(page.origin);
        const { status: partStatus } = await suite.client.text(part.pathname);
        expect({ part: part.pathname, status: partStatus }).toEqual({ part: part.pathname, status: 200 });
      }
    },
  );

  it.each(['/docs', '/redoc'])('%s may load scripts, styles, fonts and images from the service alone', async (path) => {
    const policy = (await suite.client.text(path)).headers.get('content-security-policy') ?? '';
    for (const directive of ['default-src', 'script-src', 'style-src', 'font-src', 'img-src']) {
      expect(policy).toMatch(new RegExp(`(^|;)${directive} 'self'`));
    }
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
    expect(policy).not.toContain(`script-src 'self' 'unsafe-inline'`);
  });

  it('runs no script that stands in the page itself, which the policy would refuse', async () => {
    for (const path of ['/docs', '/redoc']) {
      expect((await suite.client.text(path)).text).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>\s*\S/);
    }
  });

  it('gives nothing of the package but the bundle', async () => {
    for (const path of ['/redoc/redoc.standalone.js.map', '/redoc/../package.json', '/redoc/%2e%2e/package.json']) {
      expect((await suite.client.text(path)).status).toBe(404);
    }
  });

  it('lets Swagger UI log in at the service itself', async () => {
    const { text } = await suite.client.text('/openapi.json');
    const { components } = JSON.parse(text) as { components: { securitySchemes: Record<string, unknown> } };
    expect(components.securitySchemes.password).toMatchObject({
      type: 'oauth2',
      flows: { password: { tokenUrl: '/api/auth/login', refreshUrl: '/api/auth/refresh' } },
    });
  });

  it('is there as YAML too', async () => {
    expect((await suite.client.text('/openapi.yaml')).text).toMatch(/^openapi: 3\./);
  });
});

describe('with DOCS_ENABLED=false', () => {
  const suite = apiSuite({ DOCS_ENABLED: 'false' });

  it.each([
    '/docs',
    '/docs/',
    '/docs/swagger-ui-init.js',
    '/redoc',
    '/redoc/redoc.standalone.js',
    '/openapi.json',
    '/openapi.yaml',
  ])('%s is not there', async (path) => {
    expect((await suite.client.get(path)).status).toBe(404);
  });

  it('the service itself is', async () => {
    expect((await suite.client.get('/health')).status).toBe(200);
  });
});
