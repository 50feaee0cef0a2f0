/** A transaction of postgres.js that outlives the death of its session: the caller gets the error, and the process goes on. */
import { setTimeout } from 'node:timers/promises';
import type { Sql, Transaction } from './sql.ts';

/** How many connections of a pool have been closed so far: counted by `connect`, before anybody hears of an error. */
const closings = new WeakMap<object, () => number>();

export const countClosings = (sql: Sql, count: () => number): void => void closings.set(sql, count);

/** For so long after a fatal error its connection may take to be closed. */
const closingMilliseconds = 1000;

/** What postgres.js makes of a statement; it is sent by its `handler`. */
interface Statement {
  handler: (statement: Statement) => unknown;
  reject(error: unknown): void;
  catch(handle: () => void): unknown;
}

/**
 * As sql.begin. That of 3.4.9 goes on with a connection that was closed beneath it: the next statement of `work`, or its own COMMIT or
 * ROLLBACK, is written to a socket that is gone, which throws outside of every promise and ends the process (porsager/postgres#1208).
 * Here nothing is sent any more once the connection is lost, and the transaction rejects with why it was closed. As long as no
 * connection of the pool was closed this costs nothing; after that each statement of the transactions under way waits for the timers' next turn.
 */
export function transaction<Result>(sql: Sql, options: string, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  const count = closings.get(sql);
  if (!count) throw new TypeError('the pool was opened by neither connect() nor openAdmin()');
  const before = count();
  let lost: { readonly error: unknown } | null = null;
  const wasLost = async (): Promise<boolean> => {
    if (count() === before) return false;
    await setTimeout(0); // by then sql.begin has rejected, if the connection was this one
    return lost !== null;
  };
  const guard = (statement: Statement): void => {
    const send = statement.handler;
    // Not assigned as it is written: V8 allocates such a function old, and what it encloses lives until a full collection.
    const sendGuarded: Statement['handler'] = (own) => (count() === before ? send(own) : sendIfThere(own, send));
    statement.handler = sendGuarded;
  };
  const sendIfThere = async (statement: Statement, send: Statement['handler']): Promise<void> => {
    if (!(await wasLost())) return void send(statement);
    statement.catch(() => {}); // as postgres.js does of all that it sends: it may be awaited later
    statement.reject(lost?.error);
  };
  const over = sql.begin(options, async (tx) => {
    const done = await settled(work(guarded(tx, guard)));
    if (done.status === 'rejected' && isFatal(done.reason)) await Promise.race([settled(over), setTimeout(closingMilliseconds)]);
    if (await wasLost()) return new Promise<never>(() => {}); // nobody waits for it: `over` has rejected
    if (done.status === 'rejected') throw done.reason;
    return done.value;
  }) as Promise<Result>;
  over.catch((error: unknown) => {
    lost = { error };
  });
  return over;
}

async function settled<Value>(promise: Promise<Value>): Promise<PromiseSettledResult<Value>> {
  const [outcome] = await Promise.allSettled([promise]);
  return outcome;
}

/** After it the server closes the connection, or it is closed already. */
const isFatal = (error: unknown): boolean =>
  error instanceof Error &&
  (/^(FATAL|PANIC)$/.test((error as { severity_local?: string }).severity_local ?? '') ||
    /^(CONNECTION_|E[A-Z]+$|57P0|08)/.test((error as { code?: string }).code ?? ''));

/** Statements are what the function and `unsafe` return; anything else it makes is a part of one. */
function guarded(tx: Transaction, guard: (statement: Statement) => void): Transaction {
  const watched = (made: unknown) => {
    if (typeof made === 'object' && made !== null && 'handler' in made) guard(made as Statement);
    return made;
  };
  return new Proxy(tx, {
    apply: (target, self, parts) => watched(Reflect.apply(target as unknown as (...args: unknown[]) => unknown, self, parts)),
    get: (target, name) => {
      const value = Reflect.get(target, name);
      return name === 'unsafe' ? (...parts: unknown[]) => watched((value as (...args: unknown[]) => unknown)(...parts)) : value;
    },
  });
}
