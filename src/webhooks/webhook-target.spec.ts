import { describe, expect, it } from '@jest/globals';
import { checkTargetUrl, parseNetworks, resolveTarget, TargetRefusedError } from './webhook-target.js';

const reasonOf = (work: () => unknown): string => {
  try {
    work();
    return 'accepted';
  } catch (error) {
    return error instanceof TargetRefusedError ? error.reason : String(error);
  }
};

describe('the URL of a webhook', () => {
  it.each(['https://example.com/hook', 'https://hooks.example.com:8443/a?b=c', 'https://93.184.216.34/'])(
    'may be %s',
    (url) => {
      expect(reasonOf(() => checkTargetUrl(url, []))).toBe('accepted');
    },
  );

  it.each([
    '',
    'example.com',
    'ftp://example.com',
    'file:///etc/passwd',
    'https://user:pass@example.com',
    'javascript:1',
  ])('may not be %j', (url) => {
    expect(reasonOf(() => checkTargetUrl(url, []))).toBe('invalid_url');
  });

  it.each([
    ['loopback', 'https://127.0.0.1/'],
    ['loopback in one number', 'https://2130706433/'],
    ['loopback in hexadecimal', 'https://0x7f.1/'],
    ['loopback of IPv6', 'https://[::1]/'],
    ['loopback in IPv6 clothes', 'https://[::ffff:127.0.0.1]/'],
    ['a private network', 'https://10.1.2.3/'],
    ['another', 'https://192.168.0.1/'],
    ['a third', 'https://172.16.0.1/'],
    ['a unique local address', 'https://[fd00::1]/'],
    ['the metadata service of clouds', 'https://169.254.169.254/latest/meta-data'],
    ['a link-local address', 'https://[fe80::1]/'],
    ['any address', 'https://0.0.0.0/'],
    ['a carrier’s network', 'https://100.64.0.1/'],
    ['multicast', 'https://224.0.0.1/'],
    ['broadcast', 'https://255.255.255.255/'],
    ['an IPv4 address behind NAT64', 'https://[64:ff9b::7f00:1]/'],
    ['an IPv4 address behind 6to4', 'https://[2002:7f00:1::]/'],
  ])('may not be %s', (_what, url) => {
    expect(reasonOf(() => checkTargetUrl(url, []))).toBe('private_address');
  });

  it('must be encrypted outside of allowed networks', () => {
    expect(reasonOf(() => checkTargetUrl('http://93.184.216.34/', []))).toBe('insecure');
  });

  it('may lead inside where that is allowed', () => {
    const allowed = parseNetworks(['10.0.0.0/8', '::1/128']);
    expect(reasonOf(() => checkTargetUrl('http://10.1.2.3/', allowed))).toBe('accepted');
    expect(reasonOf(() => checkTargetUrl('http://[::1]:8080/', allowed))).toBe('accepted');
    expect(reasonOf(() => checkTargetUrl('http://[::ffff:10.1.2.3]/', allowed))).toBe('accepted');
    expect(reasonOf(() => checkTargetUrl('http://127.0.0.1/', allowed))).toBe('private_address');
  });
});

describe('the address of a webhook', () => {
  it('is looked up and judged', async () => {
    await expect(resolveTarget(new URL('https://localhost/'), [])).rejects.toMatchObject({ reason: 'private_address' });
    const allowed = parseNetworks(['127.0.0.0/8', '::1/128']);
    await expect(resolveTarget(new URL('http://localhost/'), allowed)).resolves.toMatchObject({
      address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/),
    });
  });

  it('is unknown for a name that nobody has', async () => {
    const url = new URL('https://nobody.invalid/');
    await expect(resolveTarget(url, [])).rejects.toMatchObject({ reason: 'unknown_host' });
  });
});
