import proxyaddr from '@fastify/proxy-addr';
import { Injectable } from '@nestjs/common';
import ipaddr from 'ipaddr.js';
import type { IncomingMessage } from 'node:http';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';

const HOST_BITS_BEHIND = 64;

/**
 * Whom limits by address count as one: an IPv4 address, or the /64 network of an IPv6 address, for whoever has one such
 * address has all of its network (RFC 6177). What is no address is counted together.
 */
export function limitedAddress(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const bytes = parsed.toByteArray().map((byte, index) => (index < HOST_BITS_BEHIND / 8 ? byte : 0));
  return `${ipaddr.fromByteArray(bytes).toString()}/${HOST_BITS_BEHIND}`;
}

/** Who is at the other end of a request that Fastify does not see (a socket's): by the rule that Fastify goes by. */
@Injectable()
export class ClientAddresses {
  private readonly isTrusted: ReturnType<typeof proxyaddr.compile>;

  constructor(@InjectEnv() env: Env) {
    this.isTrusted = proxyaddr.compile(env.TRUSTED_PROXIES);
  }

  of(request: IncomingMessage): string {
    return request.socket.remoteAddress === undefined ? '' : proxyaddr(request, this.isTrusted);
  }
}
