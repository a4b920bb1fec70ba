const EVERY_ADDRESS = ['0.0.0.0', '::', ''];

/** The address that people open. */
export function publicUrl(host: string, port: number): string {
  return `http://${bracket(EVERY_ADDRESS.includes(host) ? 'localhost' : host)}:${port}`;
}

/** The address that this machine asks the service at. */
export function localUrl(host: string, port: number): string {
  return `http://${bracket(EVERY_ADDRESS.includes(host) ? '127.0.0.1' : host)}:${port}`;
}

function bracket(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
