import { type ReservedSql, type Sql, setWorkspace } from '../../prisma/sql.ts';

interface Session {
  readonly sql: Sql;
  /** The server has closed it, or it was idle for long. */
  isLost: boolean;
}

/**
 * The connections of exports, each a pool of one, so that one in doubt can be thrown away. A transaction of postgres.js 3.4.9
 * (`begin`) sends ROLLBACK when a statement fails; where that was because the session had died, which an export of half an
 * hour may live to see, it writes to a socket that is gone, and the error comes up where nothing can catch it: the process ends
 * (porsager/postgres#1208). Here nothing is sent any more once something has failed.
 */
export class ExportPool {
  readonly #connect: (onClose: () => void) => Sql;
  readonly #sessions = new Set<Session>();
  #idle: Session[] = [];

  /** @param connect opens a pool of one connection; how many there are is the business of ExportSlots */
  constructor(connect: (onClose: () => void) => Sql) {
    this.#connect = connect;
  }

  /** As inSnapshot of prisma/sql.ts. */
  async inSnapshot<Result>(workspaceId: number, work: (tx: ReservedSql) => Promise<Result>): Promise<Result> {
    const session = this.#take();
    try {
      const tx = await session.sql.reserve();
      await tx`begin isolation level repeatable read read only`;
      await setWorkspace(tx, workspaceId);
      const result = await work(tx);
      if (session.isLost) throw new Error('the connection of the export was lost');
      await tx`commit`;
      tx.release();
      this.#idle.push(session);
      return result;
    } catch (error) {
      this.#drop(session);
      throw error;
    }
  }

  async end(): Promise<void> {
    await Promise.all([...this.#sessions].map(({ sql }) => sql.end({ timeout: 0 })));
  }

  #take(): Session {
    for (let session = this.#idle.pop(); session; session = this.#idle.pop()) {
      if (!session.isLost) return session;
      this.#drop(session);
    }
    const session: Session = {
      isLost: false,
      sql: this.#connect(() => {
        session.isLost = true;
      }),
    };
    this.#sessions.add(session);
    return session;
  }

  #drop(session: Session): void {
    this.#sessions.delete(session);
    void session.sql.end({ timeout: 0 });
  }
}
