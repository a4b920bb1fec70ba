import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';

/**
 * Takes the network from this process as far as JavaScript goes, for where the kernel does not: what reads documents has
 * nobody to call, whatever a document asks for. The channel to the parent is a pipe and stays.
 */
export function closeNetwork(): void {
  const refuse = (): never => {
    throw new Error('There is no network here');
  };
  Object.assign(net.Socket.prototype, { connect: refuse });
  Object.assign(net.Server.prototype, { listen: refuse });
  Object.assign(dgram.Socket.prototype, { bind: refuse, connect: refuse, send: refuse });
  Object.assign(dns, { lookup: refuse, resolve: refuse });
  Object.assign(dns.promises, { lookup: refuse, resolve: refuse });
  Object.assign(globalThis, { fetch: refuse });
}
