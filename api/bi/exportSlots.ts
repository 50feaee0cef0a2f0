import { Problem } from '../problem.ts';

export interface ExportLimits {
  /** Exports at once in this process; the pool of connections has as many. */
  readonly perProcess: number;
  /** Of one workspace: one company's refresh leaves room for another's. */
  readonly perWorkspace: number;
  /** Exports of one workspace that may wait for their turn. */
  readonly waitingPerWorkspace: number;
  readonly waitSeconds: number;
}

interface Waiter {
  readonly workspaceId: number;
  readonly start: () => void;
}

/**
 * Who may export now. A tool that refreshes ten tables asks for all of them at once, so those above the limit wait for
 * a moment, first come first served; the rest are told when to come again.
 */
export class ExportSlots {
  readonly #limits: ExportLimits;
  readonly #running = new Map<number, number>();
  #all = 0;
  #waiting: Waiter[] = [];

  constructor(limits: ExportLimits) {
    this.#limits = limits;
  }

  /** Resolves with what gives the place back. @throws Problem 429, 503 */
  async take(workspaceId: number, signal: AbortSignal): Promise<() => void> {
    if (this.#isFree(workspaceId)) return this.#start(workspaceId);
    if (this.#waiting.filter((waiter) => waiter.workspaceId === workspaceId).length >= this.#limits.waitingPerWorkspace)
      throw this.#refusal(workspaceId);
    const turn = Promise.withResolvers<() => void>();
    const waiter = { workspaceId, start: () => turn.resolve(this.#start(workspaceId)) };
    this.#waiting.push(waiter);
    const leave = () => {
      if (this.#forget(waiter)) turn.reject(this.#refusal(workspaceId));
    };
    const late = setTimeout(leave, this.#limits.waitSeconds * 1000);
    signal.addEventListener('abort', leave);
    try {
      return await turn.promise;
    } finally {
      clearTimeout(late);
      signal.removeEventListener('abort', leave);
    }
  }

  #isFree(workspaceId: number): boolean {
    return this.#all < this.#limits.perProcess && (this.#running.get(workspaceId) ?? 0) < this.#limits.perWorkspace;
  }

  #start(workspaceId: number): () => void {
    this.#all++;
    this.#running.set(workspaceId, (this.#running.get(workspaceId) ?? 0) + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#all--;
      const left = (this.#running.get(workspaceId) ?? 1) - 1;
      if (left === 0) this.#running.delete(workspaceId);
      else this.#running.set(workspaceId, left);
      this.#callNext();
    };
  }

  #callNext(): void {
    const next = this.#waiting.find((waiter) => this.#isFree(waiter.workspaceId));
    if (next && this.#forget(next)) next.start();
  }

  #forget(waiter: Waiter): boolean {
    const others = this.#waiting.filter((other) => other !== waiter);
    const wasThere = others.length < this.#waiting.length;
    this.#waiting = others;
    return wasThere;
  }

  #refusal(workspaceId: number): Problem {
    const retry = { 'retry-after': '10' };
    const own = this.#running.get(workspaceId) ?? 0;
    return own >= this.#limits.perWorkspace
      ? new Problem(
          429,
          'LIMIT_EXCEEDED',
          `${own} exports of this workspace are running, as many as it may have at once: ask again later`,
          retry,
        )
      : new Problem(503, 'UNAVAILABLE', 'all places for exports are taken: ask again later', retry);
  }
}
