/** `earshot start`: everything on one host until Ctrl-C. compose.ts does the work; this file says where it is. */
import { start } from './compose.ts';
import { runUntilStopped } from './runUntilStopped.ts';

const log = (line: string) => console.log(line);

await runUntilStopped({
  command: 'earshot start',
  log,
  starting: start({ log }),
  onReady: ({ apiUrl }) => {
    log(`Earshot is running at ${apiUrl} (Ctrl-C stops it)`);
    return 'serve';
  },
});
