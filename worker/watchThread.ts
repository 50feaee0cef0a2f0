import type { Limits } from './runLimits.ts';

/** Why a thread was stopped before its end. */
export type StopReason = 'LEASE_LOST' | 'TIMEOUT' | 'OUT_OF_MEMORY' | 'SHUTDOWN';

export interface Watched {
  readonly limits: Limits;
  /** Stores how far the thread is. False once nobody wants what it does any more. */
  readonly keep: () => Promise<boolean>;
  /** What the thread holds now; null while it cannot be told. */
  readonly usedMegabytes: () => Promise<number | null>;
  /** The queue gave the job to somebody else. */
  readonly taken: AbortSignal;
  /** This worker shuts down. */
  readonly shutdown: AbortSignal;
  /** Look now: something was announced. */
  readonly wake: EventTarget;
  readonly onError: (error: unknown) => void;
}

export interface ThreadWatch {
  /** Aborts, with a StopReason, when the thread is to stop. */
  readonly signal: AbortSignal;
  end(): void;
}

const keepMilliseconds = 500; // progress is stored and a lost lease noticed at least this often
const patienceMilliseconds = 5_000;
const measureMilliseconds = 100; // a loop that only allocates takes some 50 MB in that time

/** Watches over a thread from outside, for it may be deep in a loop: its lease, its time and its memory. */
export function watchThread(watched: Watched): ThreadWatch {
  const { limits, taken, shutdown, wake } = watched;
  const controller = new AbortController();
  const stop = (reason: StopReason) => controller.abort(reason);
  const onShutdown = () => stop('SHUTDOWN');
  const onTaken = () => stop('LEASE_LOST');
  const keep = oneAtATime(watched, async () => {
    if (!(await watched.keep())) stop('LEASE_LOST');
  });
  let timesOver = 0;
  const measure = oneAtATime(watched, async () => {
    const megabytes = await watched.usedMegabytes();
    timesOver = megabytes !== null && megabytes > limits.memoryMegabytes ? timesOver + 1 : 0;
    if (timesOver === 2) stop('OUT_OF_MEMORY'); // once may be what the collector is about to free
  });
  const timers = [setInterval(keep, keepMilliseconds), setInterval(measure, measureMilliseconds)];
  const timeout = setTimeout(stop, limits.timeoutSeconds * 1000, 'TIMEOUT' satisfies StopReason);
  wake.addEventListener('announced', keep);
  shutdown.addEventListener('abort', onShutdown);
  taken.addEventListener('abort', onTaken);
  if (shutdown.aborted) onShutdown();
  return {
    signal: controller.signal,
    end() {
      for (const timer of timers) clearInterval(timer);
      clearTimeout(timeout);
      wake.removeEventListener('announced', keep);
      shutdown.removeEventListener('abort', onShutdown);
      taken.removeEventListener('abort', onTaken);
    },
  };
}

/**
 * The database may be away and an answer slow: then the next looks are left out, and the queue's heartbeat decides. But an answer that
 * does not come at all, because the network lost it, must not blind the watch for ever.
 */
function oneAtATime({ onError }: Watched, look: () => Promise<void>): () => void {
  let lookingSince = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    if (now - lookingSince < patienceMilliseconds) return;
    lookingSince = now;
    look()
      .catch(onError)
      .finally(() => {
        if (lookingSince === now) lookingSince = Number.NEGATIVE_INFINITY;
      });
  };
}
