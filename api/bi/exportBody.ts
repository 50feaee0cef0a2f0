import type { ServerResponse } from 'node:http';

/** The client has hung up, or took nothing for so long that it counts as gone: nobody is left to answer. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

/** The body of an export. Its head is sent with the first bytes, so that what fails before them is still told in words. */
export class ExportBody {
  readonly #response: ServerResponse;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #stallSeconds: number;

  /** @param stallSeconds how long a client may take nothing before its place goes to another */
  constructor(response: ServerResponse, headers: Readonly<Record<string, string>>, stallSeconds: number) {
    this.#response = response;
    this.#headers = headers;
    this.#stallSeconds = stallSeconds;
  }

  /** Resolves when there is room for more: the pace is the client's. @throws ClientGone */
  async write(bytes: Buffer): Promise<void> {
    if (this.#response.destroyed) throw new ClientGone();
    this.#begin();
    if (bytes.length === 0 || this.#response.write(bytes)) return;
    const room = Promise.withResolvers<void>();
    const gone = () => room.reject(new ClientGone());
    const stalled = setTimeout(() => breakOff(this.#response), this.#stallSeconds * 1000);
    this.#response.once('drain', room.resolve).once('close', gone);
    try {
      await room.promise;
    } finally {
      clearTimeout(stalled);
      this.#response.off('drain', room.resolve).off('close', gone);
    }
  }

  end(): void {
    this.#begin();
    this.#response.end();
  }

  #begin(): void {
    if (!this.#response.headersSent) this.#response.writeHead(200, this.#headers);
  }
}

/** Resets the connection: closed in good order, what has arrived could be taken for a whole file by those who do not count chunks. */
export function breakOff(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
  response.destroy();
}
