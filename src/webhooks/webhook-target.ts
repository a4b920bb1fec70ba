import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';

export type TargetRefusal = 'invalid_url' | 'insecure' | 'private_address' | 'unknown_host';

/** The webhook's address may not be called. */
export class TargetRefusedError extends Error {
  constructor(
    readonly reason: TargetRefusal,
    message: string,
  ) {
    super(message);
    this.name = 'TargetRefusedError';
  }
}

export interface ResolvedTarget {
  address: string;
  family: 4 | 6;
}

type Network = ReturnType<typeof ipaddr.parseCIDR>;

/** Reads networks like `10.0.0.0/8`; throws for what is none. */
export function parseNetworks(texts: readonly string[]): Network[] {
  return texts.map((text) => ipaddr.parseCIDR(text));
}

/**
 * What can be said of a URL without asking anybody: HTTPS or HTTP, no credentials, and no address of our own network
 * written out. Throws {@link TargetRefusedError}.
 */
export function checkTargetUrl(text: string, allowed: readonly Network[]): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
    throw new TargetRefusedError('invalid_url', 'Not an http or https URL without credentials');
  }
  const literal = literalAddress(url);
  if (literal) assertCallable(url, literal, allowed);
  return url;
}

/**
 * The one address that a delivery may connect to: the name is asked for once, and each of its addresses must be
 * public or in an allowed network, so that no name can first show a public address and then lead inside. Plain HTTP is
 * for allowed networks only. Throws {@link TargetRefusedError}.
 */
export async function resolveTarget(url: URL, allowed: readonly Network[]): Promise<ResolvedTarget> {
  const literal = literalAddress(url);
  const addresses = literal ? [literal] : await addressesOf(url.hostname);
  for (const address of addresses) assertCallable(url, address, allowed);
  const [first] = addresses;
  if (!first) throw new TargetRefusedError('unknown_host', `The host ${url.hostname} has no address`);
  return { address: first, family: ipaddr.parse(first).kind() === 'ipv4' ? 4 : 6 };
}

function literalAddress({ hostname }: URL): string | null {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(bare) ? bare : null;
}

async function addressesOf(hostname: string): Promise<string[]> {
  try {
    return (await lookup(hostname, { all: true })).map(({ address }) => address);
  } catch (error) {
    throw new TargetRefusedError('unknown_host', `The host ${hostname} is not known (${codeOf(error)})`);
  }
}

function assertCallable(url: URL, text: string, allowed: readonly Network[]): void {
  // An IPv4 address in IPv6 clothes is judged by what it leads to.
  const address = ipaddr.process(text);
  if (allowed.some((network) => contains(network, address))) return;
  if (address.range() !== 'unicast') {
    throw new TargetRefusedError('private_address', `The address ${text} is not a public one (${address.range()})`);
  }
  if (url.protocol !== 'https:') {
    throw new TargetRefusedError('insecure', 'Plain http is only for addresses in WEBHOOK_ALLOWED_NETWORKS');
  }
}

function contains([network, bits]: Network, address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return network.kind() === address.kind() && address.match(network, bits);
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
}
