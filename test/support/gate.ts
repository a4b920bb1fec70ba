import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type NetConnectOpts, type Server, type Socket } from 'node:net';

/** A door before a server: closed, every connection breaks and no new one is made, as if the server had gone. */
export class Gate {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;

  private constructor(private readonly target: URL) {}

  static async before(url: string): Promise<Gate> {
    const gate = new Gate(new URL(url));
    await gate.open();
    return gate;
  }

  /** The target's URL, through this gate. */
  get url(): string {
    const through = new URL(this.target);
    through.hostname = '127.0.0.1';
    through.port = String(this.port);
    through.searchParams.delete('host');
    return through.href;
  }

  /** Opens again at the port it had before. */
  async open(): Promise<void> {
    if (this.server) return;
    this.server = createServer((incoming) => {
      const outgoing = connect(addressOf(this.target));
      this.join(incoming, outgoing);
      this.join(outgoing, incoming);
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = undefined;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** Lets nothing more through the connections that there are, and does not say so; new ones are not concerned. */
  muffle(): void {
    for (const socket of this.sockets) socket.unpipe().pause();
  }

  private join(from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
  }
}

/** A socket's folder stands in `host`, as libpq and node-postgres understand it. */
function addressOf({ hostname, port, searchParams }: URL): NetConnectOpts {
  const folder = searchParams.get('host');
  return folder === null ? { host: hostname, port: Number(port) } : { path: `${folder}/.s.PGSQL.${port}` };
}
