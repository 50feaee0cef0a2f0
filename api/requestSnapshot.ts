/** The one transaction that a request reads from, and how it ends: closed with the answer, or abandoned with its statement cancelled. */
import { type Queryable, type Sql, setWorkspaceKnowingBackend, snapshotMode } from '../prisma/sql.ts';
import { transaction } from '../prisma/transaction.ts';
import type { Snapshot } from '../schema/context.ts';

export interface ClosableSnapshot extends Snapshot {
  /** What is read from now on sees what was written until now. */
  renew(): Promise<void>;
  /**
   * Gives the connection back, for good: a resolver that is still running when its answer has been given up (a field
   * beside it failed) must not open another that nobody closes.
   */
  close(): Promise<void>;
  /** Closes at once: reads under way fail with the reason, and the statement that they wait for is cancelled. */
  abandon(reason: Error): void;
}

interface SnapshotServices {
  readonly sql: Sql;
  /** Ends the statement that a connection of ours is running, if it is running one. */
  cancelStatement(backendPid: number): Promise<void>;
}

/** Why a request is not worked on any longer; nobody needs to read of it. */
export const senderGone = new Error('the sender of the request has gone');

/** Of a read beside a field that failed and took the whole of the answer away: that field is why, and this says nothing more. */
export const answerGivenUp = new Error('the snapshot of this answer is closed');

interface OpenSnapshot {
  readonly tx: Promise<Queryable>;
  /** Of the connection's process in the database, once it is known. */
  readonly backendPid: Promise<number>;
  /** Settles when the transaction is over; rejects when it or its connection failed. */
  readonly over: Promise<void>;
  /** Rejects when it is over, for reads that are still under way then. */
  readonly lost: Promise<never>;
  readonly end: () => void;
}

/**
 * One connection, one REPEATABLE READ transaction, opened by the first read. The binding to the workspace is sent
 * without waiting, ahead of the first statement on the same connection. A connection that is lost fails the reads
 * that follow: on a new one, unbound, row-level security would answer with nothing, which is not the truth.
 */
export function openSnapshotLazily(services: SnapshotServices, workspaceId: number): ClosableSnapshot {
  return new LazySnapshot(services, workspaceId);
}

/** A class, not an object of functions: V8 allocates such functions old, and what they enclose, the rows that were read, lives until a full collection. */
class LazySnapshot implements ClosableSnapshot {
  readonly #services: SnapshotServices;
  readonly #workspaceId: number;
  readonly #abandoned = Promise.withResolvers<never>();
  #open: OpenSnapshot | null = null;
  #isClosed = false;
  #failure: Error | null = null;
  #reading = 0;

  constructor(services: SnapshotServices, workspaceId: number) {
    this.#services = services;
    this.#workspaceId = workspaceId;
    this.#abandoned.promise.catch(() => {}); // reads that are under way hear of it, if there are any
  }

  async read<Rows>(statement: (sql: Queryable) => PromiseLike<Rows>): Promise<Rows> {
    this.#assertOpen();
    this.#reading++;
    try {
      return await Promise.race([this.#read(statement), this.#abandoned.promise]);
    } finally {
      this.#reading--;
    }
  }

  async renew(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    open?.end();
    await open?.over.catch(() => {}); // the read that failed has told it
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#failure) return; // it ends by itself
    this.#open?.end();
    await this.#open?.over.catch(() => {}); // the read that failed has told it
  }

  abandon(reason: Error): void {
    if (this.#failure || (this.#isClosed && this.#reading === 0)) return;
    this.#isClosed = true;
    this.#failure = reason;
    this.#abandoned.reject(reason);
    if (this.#reading === 0) this.#open?.end();
    else if (this.#open) endAtOnce(this.#open, this.#services.cancelStatement).catch(() => {}); // the database's own limit of time ends it
  }

  async #read<Rows>(statement: (sql: Queryable) => PromiseLike<Rows>): Promise<Rows> {
    if (!this.#open) {
      const open = openSnapshot(this.#services.sql, this.#workspaceId);
      this.#open = open;
      const markClosed = () => {
        if (this.#open === open) this.#isClosed = true;
      };
      open.over.then(markClosed, markClosed); // a lost connection is one that others may get: nothing more is sent on it
    }
    const { tx, lost } = this.#open;
    const bound = await tx;
    this.#assertOpen();
    return Promise.race([statement(bound), lost]);
  }

  #assertOpen(): void {
    if (this.#isClosed) throw this.#failure ?? answerGivenUp;
  }
}

/** The transaction stays open until the cancel has arrived, so that it hits no later statement of another request. */
async function endAtOnce({ tx, backendPid, end }: OpenSnapshot, cancelStatement: SnapshotServices['cancelStatement']): Promise<void> {
  try {
    await tx; // it may still wait for a connection, and then has nothing to cancel
    await cancelStatement(await backendPid);
  } finally {
    end();
  }
}

function openSnapshot(sql: Sql, workspaceId: number): OpenSnapshot {
  const ended = Promise.withResolvers<void>();
  const started = Promise.withResolvers<Queryable>();
  const backendPid = Promise.withResolvers<number>();
  const over = transaction(sql, snapshotMode, async (tx) => {
    const binding = setWorkspaceKnowingBackend(tx, workspaceId);
    started.resolve(tx);
    backendPid.resolve(await binding);
    await ended.promise;
  });
  over.catch(started.reject);
  over.catch(backendPid.reject);
  const lost = over.then(() => Promise.reject(answerGivenUp));
  for (const promise of [started.promise, backendPid.promise, lost]) promise.catch(() => {}); // whoever reads awaits them too
  // Once it is over its connection is lost, or another's: nothing more may be sent on it.
  let isOver = false;
  const mark = () => {
    isOver = true;
  };
  over.then(mark, mark);
  const end = () => {
    if (!isOver) ended.resolve();
  };
  return { tx: started.promise, backendPid: backendPid.promise, over, lost, end };
}
