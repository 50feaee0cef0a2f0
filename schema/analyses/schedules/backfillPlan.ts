import { DateTime } from 'luxon';
import { prismaExecutor } from '../../../prisma/client.ts';
import type { Analysis, Prisma, Run } from '../../../prisma/generated/client/client.ts';
import { builder } from '../../builder.ts';
import { badUserInput, limitExceeded } from '../../errors.ts';
import { noAnalysis } from '../noAnalysis.ts';
import { BackfillMode, BackfillStep, type Mode } from './backfill.ts';
import { type PeriodEnd, periodEnds, type Step } from './periodEnds.ts';

export const mostDates = 500;

export const BackfillInput = builder.inputType('BackfillInput', {
  description: 'Which analysis is to be run as of which past moments.',
  fields: (t) => ({
    analysis: t.string({ required: true, description: 'Name of the analysis.' }),
    from: t.string({ required: true, description: 'YYYY-MM-DD: the first day of the range.' }),
    to: t.string({
      required: true,
      description: 'YYYY-MM-DD: its last day. A day, week or month belongs to the range if its last day does and is over.',
    }),
    step: t.field({ type: BackfillStep, defaultValue: 'MONTH', description: 'As of the end of what, in the time zone of the workspace.' }),
    mode: t.field({ type: BackfillMode, defaultValue: 'MISSING', description: 'Which dates are run.' }),
  }),
});
export type BackfillOrder = typeof BackfillInput.$inferInput;

export interface PlannedDate extends PeriodEnd {
  /** The last run as of that moment. */
  readonly run: Run | null;
  readonly isIncluded: boolean;
}

export interface BackfillPlan {
  readonly analysis: Analysis;
  readonly from: string;
  readonly to: string;
  readonly step: Step;
  readonly mode: Mode;
  readonly timeZone: string;
  readonly dates: readonly PlannedDate[];
}

/** What a backfill would run now. */
export async function planBackfill(tx: Prisma.TransactionClient, workspaceId: number, input: BackfillOrder): Promise<BackfillPlan> {
  const analysis = await tx.analysis.findFirst({ where: { workspaceId, name: input.analysis }, include: { workspace: true } });
  if (!analysis) throw await noAnalysis(prismaExecutor(tx), workspaceId, 'input.analysis', input.analysis);
  const { from, to } = input;
  const { timeZone } = analysis.workspace;
  const step = input.step ?? 'MONTH';
  const mode = input.mode ?? 'MISSING';
  const ends = pastEnds(from, to, step, timeZone);
  // A cancelled run says nothing about its date: what was there before it still is.
  const runs = await tx.run.findMany({
    where: { workspaceId, analysisId: analysis.id, state: { not: 'CANCELLED' }, asOf: { in: ends.map(({ asOf }) => asOf) } },
    orderBy: { id: 'asc' },
  });
  const latest = new Map(runs.map((run) => [run.asOf?.getTime(), run]));
  const dates = ends.map((end) => {
    const run = latest.get(end.asOf.getTime()) ?? null;
    return { ...end, run, isIncluded: isIncluded(mode, run?.state ?? null) };
  });
  return { analysis, from, to, step, mode, timeZone, dates };
}

function pastEnds(from: string, to: string, step: Step, timeZone: string): PeriodEnd[] {
  requireDay('input.from', from);
  requireDay('input.to', to);
  if (to < from) throw badUserInput('input.to', 'this is before from');
  const now = new Date();
  const ends = periodEnds(from, to, step, timeZone, mostDates + 1).filter(({ asOf }) => asOf < now);
  if (ends.length > mostDates) throw limitExceeded(`input: at most ${mostDates} dates at once, choose a shorter range or a longer step`);
  if (ends.length === 0) throw badUserInput('input.to', `no ${step.toLowerCase()} that is over ends from ${from} to ${to}`);
  return ends;
}

function requireDay(argument: string, text: string): void {
  if (!/^(19|20)\d{2}-\d{2}-\d{2}$/.test(text) || !DateTime.fromISO(text).isValid) {
    throw badUserInput(argument, `${JSON.stringify(text)} is not a day such as 2026-05-31`);
  }
}

function isIncluded(mode: Mode, state: string | null): boolean {
  if (state === 'QUEUED' || state === 'RUNNING') return false;
  if (mode === 'MISSING') return state === null;
  return mode === 'ALL' || state === 'FAILED';
}
