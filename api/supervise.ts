/** Child processes with an IPC channel: wait until ready, restart after a crash, order to stop one after the other. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ParentMessage, PartMessage } from '../prisma/exitWithParent.ts';
import { StartError } from '../prisma/startError.ts';

export interface Part {
  readonly name: string;
  readonly file: string;
  /** Of Node and V8, for its process. */
  readonly flags?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** After the order to stop it has this long, then it is killed. */
  readonly stopSeconds: number;
}

export interface Ready {
  readonly url?: string;
}

export interface SupervisedParts {
  /** Once every part has been ready; rejects when one could not start at all. */
  readonly ready: Promise<Ready[]>;
  /** Rejects when a part dies again and again. */
  readonly failed: Promise<never>;
  /** Stops the parts in the order in which they were given. */
  stop(): Promise<void>;
  killNow(): void;
}

const readySeconds = 60;
const healthySeconds = 60; // after which an earlier crash is forgiven
const longestPauseSeconds = 30;
const crashesInARow = 8;

type Log = (line: string) => void;

export function superviseParts(parts: readonly Part[], log: Log): SupervisedParts {
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  failed.catch(() => {});
  const keepers = parts.map((part) => keep(part, log, fail));
  const killNow = () => {
    for (const keeper of keepers) keeper.kill();
  };
  const ready = Promise.all(keepers.map((keeper) => keeper.ready));
  ready.catch(killNow);
  return {
    ready,
    failed,
    killNow,
    stop: async () => {
      for (const keeper of keepers) keeper.leaveDead(); // a worker that dies during the API's drain stays dead
      for (const keeper of keepers) await keeper.stop();
    },
  };
}

interface Keeper {
  readonly ready: Promise<Ready>;
  leaveDead(): void;
  stop(): Promise<void>;
  kill(): void;
}

function keep(part: Part, log: Log, fail: (error: unknown) => void): Keeper {
  let current = launch(part);
  let stopping = false;
  const first = current.ready;
  const again = async (crashes: number): Promise<void> => {
    const startedAt = Date.now();
    const end = await current.exited;
    if (stopping) return;
    const inARow = Date.now() - startedAt > healthySeconds * 1000 ? 1 : crashes + 1;
    if (inARow > crashesInARow)
      return fail(new StartError(`the ${part.name} has crashed ${inARow} times in a row (${end})`, 'its messages are above'));
    const pauseSeconds = Math.min(0.25 * 2 ** inARow, longestPauseSeconds);
    log(`the ${part.name} has died (${end}); starting it again in ${pauseSeconds} s`);
    await sleep(pauseSeconds * 1000);
    if (stopping) return;
    current = launch(part);
    current.ready.catch(() => {}); // its exit is what counts from here
    return again(inARow);
  };
  first.then(
    () => again(0),
    () => {},
  );
  return {
    ready: first,
    leaveDead: () => {
      stopping = true;
    },
    stop: () => orderStop(current, part, log),
    kill: () => {
      stopping = true;
      current.child.kill('SIGKILL');
    },
  };
}

interface Launched {
  readonly child: ChildProcess;
  readonly ready: Promise<Ready>;
  isReady(): boolean;
  /** How it ended, in words. */
  readonly exited: Promise<string>;
}

/**
 * stdin is closed: a part must not read the terminal. stdout and stderr are ours, so its lines appear as they are. Each
 * part is a session of its own, so that the worker can give way as a whole (worker/lowerPriority.ts); that it ends with
 * us is not the terminal's affair but the IPC channel's.
 */
function launch({ name, file, flags = [], env }: Part): Launched {
  const stdio: StdioOptions = ['ignore', 'inherit', 'inherit', 'ipc'];
  const child = spawn(process.execPath, [...flags, file], { env, stdio, detached: true });
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.on('error', (error) => resolve(error.message));
  });
  let isReady = false;
  const ready = new Promise<Ready>((resolve, reject) => {
    const late = setTimeout(
      () => reject(new StartError(`the ${name} was not ready within ${readySeconds} s`, 'its messages are above')),
      readySeconds * 1000,
    );
    child.on('message', (message: PartMessage) => {
      if (message.type === 'ready') {
        clearTimeout(late);
        isReady = true;
        resolve(message.url === undefined ? {} : { url: message.url });
      }
      if (message.type !== 'failed') return;
      clearTimeout(late);
      reject(new StartError(message.message, message.remedy ?? ''));
    });
    exited.then((end) => {
      clearTimeout(late);
      reject(new StartError(`the ${name} could not start (${end})`, 'its message is above'));
    });
  });
  return { child, ready, exited, isReady: () => isReady };
}

async function orderStop({ child, exited, isReady }: Launched, part: Part, log: Log): Promise<void> {
  const order: ParentMessage = { type: 'stop' };
  if (child.connected && isReady()) child.send(order, () => {});
  else child.kill('SIGTERM'); // it does not listen yet, and holds nothing yet
  const timer = setTimeout(() => {
    log(`the ${part.name} did not stop within ${part.stopSeconds} s and is killed`);
    child.kill('SIGKILL');
  }, part.stopSeconds * 1000);
  await exited;
  clearTimeout(timer);
}
