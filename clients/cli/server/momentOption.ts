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
export function momentOptions<Name extends string>(
  connection: Connection,
  given: Readonly<Record<Name, string | undefined>>,
): Promise<Record<Name, string | null>> {
  return readMoments(connection, given, 'startOf');
}

/**
 * The moment that `--as-of` names: of a day its end, since what happened on it counts. Null where it is not given.
 *
 * @throws UsageError
 */
export async function asOfMoment(connection: Connection, text: string | undefined): Promise<string | null> {
  return (await readMoments(connection, { 'as-of': text }, 'endOf'))['as-of'];
}

async function readMoments<Name extends string>(
  connection: Connection,
  given: Readonly<Record<Name, string | undefined>>,
  edge: 'startOf' | 'endOf',
): Promise<Record<Name, string | null>> {
  const entries = Object.entries(given) as [Name, string | undefined][];
  if (entries.every(([, text]) => text === undefined))
    return Object.fromEntries(entries.map(([name]) => [name, null])) as Record<Name, null>;
  const { DateTime } = await import('luxon'); // here: every other command starts without it
  const isDay = (text: string) => !text.includes('T');
  for (const [name, text] of entries) {
    const isComplete = text === undefined || /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2}))?$/.test(text);
    if (!isComplete || (text !== undefined && !DateTime.fromISO(text).isValid))
      throw new UsageError(
        `--${name} ${text} is neither a day nor a moment`,
        `for example --${name} 2026-03-31, or --${name} 2026-03-31T12:00:00Z`,
      );
  }
  const needsZone = entries.some(([, text]) => text !== undefined && isDay(text));
  const zone = needsZone ? (await ask(connection, workspaceDocument, {})).workspace.timeZone : 'UTC';
  const moments = entries.map(([name, text]) => {
    if (text === undefined) return [name, null];
    const moment = DateTime.fromISO(text, { zone });
    return [name, (isDay(text) ? moment[edge]('day') : moment).toUTC().toISO()];
  });
  return Object.fromEntries(moments) as Record<Name, string | null>;
}
