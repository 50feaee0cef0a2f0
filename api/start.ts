/** `earshot start`: everything on one host until Ctrl-C. compose.ts does the work; this file says where it is. */
import { signInDirections } from './auth/signInDirections.ts';
import { start } from './compose.ts';
import { runUntilStopped } from './runUntilStopped.ts';

const log = (line: string) => console.log(line);

await runUntilStopped({
  command: 'earshot start',
  log,
  starting: start({ log }),
  onReady: async ({ apiUrl, appUrl }): Promise<'serve'> => {
    log(`Earshot is running at ${apiUrl} (Ctrl-C stops it)`);
    // It serves with or without them: a database that does not answer just now is the health check's affair.
    const directions = await signInDirections({ appUrl, apiUrl, isTerminal: process.stdout.isTTY === true }).catch(() => []);
    for (const line of directions) log(line);
    return 'serve';
  },
});
