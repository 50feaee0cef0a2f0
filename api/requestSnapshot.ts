/** The one transaction that a request reads from, and how it ends: closed with the answer, or abandoned with its statement cancelled. */
import { type Queryable, type Sql, setWorkspaceKnowingBackend, snapshotMode } from '../prisma/sql.ts';
import { transaction } from '../prisma/transaction.ts';
import type { Snapshot } from '../schema/context.ts';

export interface ClosableSnapshot extends Snapshot {
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
export function openSnapshotLazily({ sql, cancelStatement }: SnapshotServices, workspaceId: number): ClosableSnapshot {
  let open: OpenSnapshot | null = null;
  let isClosed = false;
  let failure: Error | null = null;
  let reading = 0;
  const abandoned = Promise.withResolvers<never>();
  abandoned.promise.catch(() => {}); // reads that are under way hear of it, if there are any
  const markClosed = () => {
    isClosed = true;
  };
  const assertOpen = () => {
    if (isClosed) throw failure ?? answerGivenUp;
  };
  const read = async <Rows>(statement: (sql: Queryable) => PromiseLike<Rows>): Promise<Rows> => {
    if (!open) {
      open = openSnapshot(sql, workspaceId);
      open.over.then(markClosed, markClosed); // a lost connection is one that others may get: nothing more is sent on it
    }
    const { tx, lost } = open;
    const bound = await tx;
    assertOpen();
    return Promise.race([statement(bound), lost]);
  };
  return {
    async read(statement) {
      assertOpen();
      reading++;
      try {
        return await Promise.race([read(statement), abandoned.promise]);
      } finally {
        reading--;
      }
    },
    async close() {
      markClosed();
      if (failure) return; // it ends by itself
      open?.end();
      await open?.over.catch(() => {}); // the read that failed has told it
    },
    abandon(reason) {
      if (failure || (isClosed && reading === 0)) return;
      markClosed();
      failure = reason;
      abandoned.reject(reason);
      if (reading === 0) open?.end();
      else if (open) endAtOnce(open, cancelStatement).catch(() => {}); // the database's own limit of time ends it
    },
  };
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
