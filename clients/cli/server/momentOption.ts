import { UsageError } from '../cliError.ts';
import { workspaceDocument } from '../documents/analyses.ts';
import { ask } from './ask.ts';
import type { Connection } from './connection.ts';

/**
 * The moments that options name: 2026-03-31T12:00:00Z as it is, 2026-03-31 the beginning of that day in the time zone of the workspace.
 *
 * @param given by name of the option
 * @throws UsageError for anything else
 */
export async function momentOptions<Name extends string>(
  connection: Connection,
  given: Readonly<Record<Name, string | undefined>>,
): Promise<Record<Name, string | null>> {
  const entries = Object.entries(given) as [Name, string | undefined][];
  if (entries.every(([, text]) => text === undefined))
    return Object.fromEntries(entries.map(([name]) => [name, null])) as Record<Name, null>;
  const { DateTime } = await import('luxon'); // here: every other command starts without it
  const needsZone = entries.some(([, text]) => text !== undefined && !text.includes('T'));
  const zone = needsZone ? (await ask(connection, workspaceDocument, {})).workspace.timeZone : 'UTC';
  const moments = entries.map(([name, text]) => {
    if (text === undefined) return [name, null];
    const moment = DateTime.fromISO(text, { zone });
    const isComplete = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2}))?$/.test(text);
    if (!isComplete || !moment.isValid)
      throw new UsageError(
        `--${name} ${text} is neither a day nor a moment`,
        `for example --${name} 2026-03-01, or --${name} 2026-03-01T12:00:00Z`,
      );
    return [name, moment.toUTC().toISO()];
  });
  return Object.fromEntries(moments) as Record<Name, string | null>;
}
