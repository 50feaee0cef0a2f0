import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Command lines of all processes that name this folder in their arguments or environment: nobody else uses it. */
export function processesBelow(folder: string): string[] {
  if (process.platform !== 'linux')
    return execFileSync('ps', ['-axwwE', '-o', 'command='], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(folder));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const text = ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8'));
        return text.join('\0').includes(folder) ? [`${pid} ${text[0]?.replaceAll('\0', ' ')}`] : [];
      } catch {
        return []; // gone meanwhile
      }
    });
}
