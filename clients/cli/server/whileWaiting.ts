import type { Progress } from '../print/progress.ts';

const codes = { SIGINT: 130, SIGTERM: 143 } as const;

/** Waits for what the server does. Ctrl-C ends the waiting and not the work: it is told what goes on, and how to end that. */
export async function whileWaiting<Result>(goesOn: string, progress: Progress, work: Promise<Result>): Promise<Result> {
  const tell = (signal: NodeJS.Signals) => {
    progress.clear();
    console.error(`earshot: interrupted; ${goesOn}`);
    process.exit(codes[signal as keyof typeof codes]);
  };
  for (const name of Object.keys(codes)) process.once(name, tell);
  try {
    return await work;
  } finally {
    for (const name of Object.keys(codes)) process.off(name, tell);
  }
}
