/** A network between a program and PostgreSQL that a test can cut, silently or with a bang, heal, and lead to another server. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface DatabaseProxy {
  /** The same database, by way of the proxy. */
  through(url: string): string;
  /**
   * `silently`: packets vanish both ways and connections stay open, as behind a broken router. Otherwise every connection ends and
   * none is accepted, as when a host goes; `refusing`: those that come are reset at once, as by a host on which nothing listens.
   */
  cut(how: 'silently' | 'loudly' | 'refusing'): void;
  heal(): void;
  /** The answer to the next statement with this text never comes, nor any other on its connection. Resolves when it is lost. */
  loseAnswerTo(text: string): Promise<void>;
  /** Leads what connects from now on to the server of this URL. */
  leadTo(url: string): void;
  close(): Promise<void>;
}

export async function startDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  let { hostname, port } = new URL(databaseUrl);
  let state: 'whole' | 'silent' | 'cut' | 'refusing' = 'whole';
  const sockets = new Set<Socket>();
  let losing: { readonly text: string; readonly isLost: () => void } | null = null;
  const track = (socket: Socket, other: () => Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      other().destroy();
    });
    if (state === 'silent') socket.pause();
  };
  const server = createServer((client) => {
    if (state === 'cut') return void client.destroy();
    if (state === 'refusing') return void client.resetAndDestroy();
    const upstream = connect({ host: hostname, port: Number(port) });
    track(client, () => upstream);
    track(upstream, () => client);
    client.on('data', (bytes) => {
      if (losing && bytes.includes(losing.text)) {
        upstream.pause();
        losing.isLost();
        losing = null;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => client.write(bytes));
    if (state === 'silent') for (const socket of [client, upstream]) socket.pause();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = (server.address() as AddressInfo).port;
  return {
    through(url) {
      const led = new URL(url);
      led.port = String(own);
      return led.href;
    },
    cut(how) {
      state = how === 'silently' ? 'silent' : how === 'loudly' ? 'cut' : how;
      for (const socket of sockets) how === 'silently' ? socket.pause() : socket.destroy();
    },
    heal() {
      state = 'whole';
      for (const socket of sockets) socket.resume();
    },
    loseAnswerTo(text) {
      const { promise, resolve } = Promise.withResolvers<void>();
      losing = { text, isLost: resolve };
      return promise;
    },
    leadTo(url) {
      ({ hostname, port } = new URL(url));
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
