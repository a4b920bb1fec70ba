import { createHmac } from 'node:crypto';

export interface TokenParts {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
}

const DIGESTS: Record<string, string> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' };

/** The parts of a token, to lie about one of them. */
export function openToken(token: string): TokenParts {
  const [header = '', claims = ''] = token.split('.');
  return { header: decode(header), claims: decode(claims) };
}

/** A token of these parts; its signature is true for the algorithm that its header names, and empty for `none`. */
export function forgeToken({ header, claims }: TokenParts, secret: string): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  const digest = DIGESTS[String(header.alg)];
  const signature = digest === undefined ? '' : createHmac(digest, secret).update(signed).digest('base64url');
  return `${signed}.${signature}`;
}

/** The same token, but for its end, which is so many seconds from now. */
export function expiringToken(token: string, seconds: number, secret: string): string {
  const { header, claims } = openToken(token);
  return forgeToken({ header, claims: { ...claims, exp: Math.floor(Date.now() / 1000) + seconds } }, secret);
}

function encode(part: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
}
