import { UsageError } from '../cliError.ts';
import { workspaceDocument } from '../documents/analyses.ts';
import { ask } from './ask.ts';
import type { Connection } from './connection.ts';

/**
 * The moment that `--as-of` names: 2026-03-31T12:00:00Z as it is, 2026-03-31 the end of that day in the time zone of the workspace.
 *
 * @throws UsageError for anything else
 */
export async function asOfMoment(connection: Connection, text: string): Promise<string> {
  const { DateTime } = await import('luxon'); // here: every other command starts without it
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isMoment = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:?\d{2})$/.test(text);
  const remedy = 'for example --as-of 2026-03-31, or --as-of 2026-03-31T12:00:00Z';
  if ((!isDay && !isMoment) || !DateTime.fromISO(text).isValid)
    throw new UsageError(`--as-of ${text} is neither a day nor a moment`, remedy);
  if (isMoment) return DateTime.fromISO(text).toUTC().toISO() ?? text;
  const { workspace } = await ask(connection, workspaceDocument, {});
  return DateTime.fromISO(text, { zone: workspace.timeZone }).endOf('day').toUTC().toISO() ?? text;
}
