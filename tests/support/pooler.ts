/** A pooler before the test server, as PgBouncer is one: it tells callers processes that there are not, and lends its connections. */
import { connect, createServer, type Socket } from 'node:net';
import { listening } from './doctor.ts';

export interface TestPooler {
  /** The same URL, through it. */
  readonly url: string;
  close(): void;
}

/** As much of one as callers need who ask one after the other: each is let in by the server; from then on, where it lends by the transaction, all are served by the first one's connection. */
export async function startPooler(url: string, lends: 'SESSION' | 'TRANSACTION'): Promise<TestPooler> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const served = new Map<Socket, Socket>(); // by connection to the server, who asked last
  let shared: Socket | undefined;
  const kept = (socket: Socket, onClose: () => void = () => {}) => {
    sockets.add(socket);
    socket
      .on('error', () => {})
      .on('close', () => {
        sockets.delete(socket);
        onClose();
      });
    return socket;
  };
  const server = createServer((caller) => {
    const own = kept(connect(Number(port), hostname), () => caller.end());
    shared ??= own;
    let isIn = false;
    kept(caller, () => {
      if (own !== shared) own.destroy();
    });
    caller.on('data', (bytes) => {
      const to = isIn && lends === 'TRANSACTION' && shared ? shared : own;
      if (bytes[0] === terminate) return;
      served.set(to, caller);
      to.write(bytes);
    });
    let rest = Buffer.alloc(0);
    own.on('data', (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (let length = messageLength(rest); length !== null; length = messageLength(rest)) {
        const message = rest.subarray(0, length);
        rest = rest.subarray(length);
        if (message[0] === keyOfProcess) message.writeUInt32BE(4_000_000_000, 5);
        if (message[0] === readyForQuery) isIn = true;
        served.get(own)?.write(message);
      }
    });
  });
  const place = await listening(server);
  return {
    url: url.replace(/@[^/]*/, `@127.0.0.1:${place}`),
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const [terminate, keyOfProcess, readyForQuery] = ['X', 'K', 'Z'].map((letter) => letter.charCodeAt(0));

/** Of the whole message at the beginning; null where there is none. */
function messageLength(bytes: Buffer): number | null {
  if (bytes.length < 5) return null;
  const length = 1 + bytes.readUInt32BE(1);
  return bytes.length < length ? null : length;
}
