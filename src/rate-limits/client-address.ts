import ipaddr from 'ipaddr.js';

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
