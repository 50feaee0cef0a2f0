/**
 * How far a thread has come, in memory that its host reads at any moment, also while the thread is deep in a loop and
 * could send no message. One writer (the thread), one reader (the host).
 */
export const stages = ['waiting', 'reading', 'computing', 'writing', 'loading'] as const;
export type Stage = (typeof stages)[number];

export interface Progress {
  readonly stage: Stage;
  readonly rowsDone: number | null;
  readonly rowsTotal: number | null;
  /** 0-1 of the current stage, null while unknown. */
  readonly fraction: number | null;
}

const slot = { stage: 0, rowsDone: 1, rowsTotal: 2, fraction: 3, thread: 4 } as const;
const unknown = -1; // of every slot but the stage

export function createProgressMemory(): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(Object.keys(slot).length * Float64Array.BYTES_PER_ELEMENT);
  new Float64Array(memory).set([0, unknown, unknown, unknown, unknown]);
  return memory;
}

export function writeProgress(memory: SharedArrayBuffer, stage: Stage, now: Partial<Omit<Progress, 'stage'>> = {}): void {
  new Float64Array(memory).set([stages.indexOf(stage), now.rowsDone ?? unknown, now.rowsTotal ?? unknown, now.fraction ?? unknown]);
}

export function readProgress(memory: SharedArrayBuffer): Progress {
  const slots = new Float64Array(memory);
  const known = (index: number) => {
    const value = slots[index] ?? unknown;
    return value === unknown ? null : value;
  };
  return {
    stage: stages[slots[slot.stage] ?? 0] ?? 'waiting',
    rowsDone: known(slot.rowsDone),
    rowsTotal: known(slot.rowsTotal),
    fraction: known(slot.fraction),
  };
}

/** Which thread took the task: its host asks that thread for its memory. */
export function writeThread(memory: SharedArrayBuffer, threadId: number): void {
  new Float64Array(memory)[slot.thread] = threadId;
}

export function readThread(memory: SharedArrayBuffer): number | null {
  const threadId = new Float64Array(memory)[slot.thread] ?? unknown;
  return threadId === unknown ? null : threadId;
}
