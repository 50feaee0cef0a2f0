import { plainText } from '../print/plainText.ts';

const warnLevel = 40; // pino's

/** A line of the server as a person reads it: of a log who says what and why, any other as it is. Null where all is well. */
export function serverLine(line: string): string | null {
  const entry = logEntry(line);
  if (entry === null) return line;
  if (entry.level < warnLevel) return null;
  const why = entry.err?.message?.split('\n', 1)[0];
  return plainText(`${entry.name ?? 'earshot'}: ${entry.msg ?? ''}${why ? ` (${why})` : ''}`);
}

interface LogEntry {
  readonly level: number;
  readonly name?: string;
  readonly msg?: string;
  readonly err?: { readonly message?: string };
}

function logEntry(line: string): LogEntry | null {
  if (!line.startsWith('{"level":')) return null;
  try {
    return JSON.parse(line) as LogEntry;
  } catch {
    return null;
  }
}
