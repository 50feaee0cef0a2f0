/**
 * Where a page of metrics ends. Its rows are made anew for each page, so that a place among them means something only in the same question to the
 * same data: a cursor names both, and leads nowhere else. What it is made of tells nothing of either.
 */
import { createHash } from 'node:crypto';
import type { Queryable } from '../../prisma/sql.ts';
import { badUserInput, conflict } from '../errors.ts';
import type { MetricsCursor, MetricsInput } from './metricsInput.ts';
import { selectMetricsVersion } from './metricsVersion.sql.ts';
import type { MetricsAnswer } from './readMetrics.ts';

const digest = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 16);

/** Of all that decides which rows there are, and in which order; the size of pages may change on the way. */
function questionOf(workspaceId: number, { first: _first, after: _after, ...asked }: MetricsInput): string {
  return digest(JSON.stringify([workspaceId, asked]));
}

/** Of what an answer was read from, and of its rows: groups also come and go with the time of day. */
export async function stateOf(sql: Queryable, workspaceId: number, { input, rows, clvRun }: MetricsAnswer): Promise<string> {
  const version = await selectMetricsVersion(sql, workspaceId, input);
  return digest(JSON.stringify([version, clvRun?.runId ?? null, rows.map(({ keys, isOther }) => [isOther, ...keys])]));
}

/** The cursor of a row, counted from 1. */
export const cursorOf = (workspaceId: number, input: MetricsInput, state: string, row: number): string =>
  Buffer.from(JSON.stringify(['metrics', row, questionOf(workspaceId, input), state])).toString('base64url');

/** @throws BAD_USER_INPUT */
export function readCursor(text: string): MetricsCursor {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(parsed) && parsed.length === 4) {
      const [list, row, question, state]: unknown[] = parsed;
      const isRow = typeof row === 'number' && Number.isInteger(row) && row >= 1 && row <= 1_000_000;
      if (list === 'metrics' && isRow && typeof question === 'string' && typeof state === 'string') return { row, question, state };
    }
  } catch {
    // not JSON: the same answer as for any other text that no list has handed out
  }
  throw badUserInput('input.after', 'this is not a cursor of this list');
}

/** @throws BAD_USER_INPUT where the cursor is of another question */
export function requireSameQuestion(workspaceId: number, input: MetricsInput): void {
  if (input.after === null || input.after.question === questionOf(workspaceId, input)) return;
  throw badUserInput(
    'input.after',
    'this cursor is of another question: it leads on in the input that it came with, of which `first` alone may change; to begin, leave `after` out',
  );
}

/** @throws CONFLICT where the answer is no longer the one that the cursor is of */
export async function requireSameState(sql: Queryable, workspaceId: number, answer: MetricsAnswer): Promise<void> {
  const { after } = answer.input;
  if (after === null || after.state === (await stateOf(sql, workspaceId, answer))) return;
  throw conflict(
    'input.after: what is measured has changed since the page before, and rows would be missing or there twice: begin again without `after`',
    { argument: 'input.after' },
  );
}
