/** Two runs of one analysis side by side: what was asked, what was read, and what came out. */
import { isDeepStrictEqual } from 'node:util';
import type { Run as RunRow } from '../../../prisma/generated/client/client.ts';
import type { AnalysisKind } from '../../../worker/queue.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { badUserInput, notFound } from '../../errors.ts';
import { rowId } from '../../globalId.ts';
import { resultRunId } from '../freshness.ts';
import { ofAnalysis, Run } from '../run.ts';
import { versions, warnings } from '../storedRun.ts';
import { type Headline, selectHeadlines } from './headlines.sql.ts';

interface Difference {
  readonly name: string;
  readonly a: unknown;
  readonly b: unknown;
}

interface HeadlinePair {
  readonly key: string;
  readonly label: string;
  readonly a: Headline | null;
  readonly b: Headline | null;
}

interface Comparison {
  readonly a: RunRow;
  readonly b: RunRow;
}

const RunDifference = builder.objectRef<Difference>('RunDifference').implement({
  description: 'Something in which two runs differ.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Of what.' }),
    a: t.expose('a', { type: 'JSON', nullable: true, description: 'In the first. Null: it has none.' }),
    b: t.expose('b', { type: 'JSON', nullable: true, description: 'In the second. Null: it has none.' }),
  }),
});

const HeadlineComparison = builder.objectRef<HeadlinePair>('HeadlineComparison').implement({
  description: 'A number of two runs. Null where a run does not have it.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'The same in every run of the analysis.' }),
    label: t.exposeString('label', { description: 'In words.' }),
    estimateA: t.float({ nullable: true, description: 'In the first.', resolve: ({ a }) => a?.estimate ?? null }),
    ciLowA: t.float({ nullable: true, description: 'Lower end of its interval.', resolve: ({ a }) => a?.ciLow ?? null }),
    ciHighA: t.float({ nullable: true, description: 'Upper end of its interval.', resolve: ({ a }) => a?.ciHigh ?? null }),
    estimateB: t.float({ nullable: true, description: 'In the second.', resolve: ({ b }) => b?.estimate ?? null }),
    ciLowB: t.float({ nullable: true, description: 'Lower end of its interval.', resolve: ({ b }) => b?.ciLow ?? null }),
    ciHighB: t.float({ nullable: true, description: 'Upper end of its interval.', resolve: ({ b }) => b?.ciHigh ?? null }),
    difference: t.float({
      nullable: true,
      description: 'Second less first. It has no interval: the runs share customers, so the two do not err independently.',
      resolve: ({ a, b }) => (a?.estimate == null || b?.estimate == null ? null : b.estimate - a.estimate),
    }),
  }),
});

const RunComparison = builder.objectRef<Comparison>('RunComparison').implement({
  description: 'Two runs of one analysis side by side.',
  fields: (t) => ({
    a: t.field({ type: Run, description: 'The first.', resolve: ({ a }) => a }),
    b: t.field({ type: Run, description: 'The second.', resolve: ({ b }) => b }),
    inputs: t.field({
      type: [RunDifference],
      description: 'In what they were asked and read they differ: parameters, moment, seed, engine, versions of the data, rows.',
      resolve: ({ a, b }) => differences(inputsOf(a), inputsOf(b)),
    }),
    warningsGone: t.stringList({
      description: 'Codes and subjects of the warnings that only the first has.',
      resolve: ({ a, b }) => without(a, b),
    }),
    warningsNew: t.stringList({
      description: 'Codes and subjects of the warnings that only the second has.',
      resolve: ({ a, b }) => without(b, a),
    }),
    numbers: t.field({
      type: [HeadlineComparison],
      description: 'The numbers that runs of this kind are known by, by key.',
      resolve: (comparison, _args, context) => headlines(comparison, context),
    }),
  }),
});

function inputsOf(run: RunRow): Record<string, unknown> {
  const { parameters, population, asOf, seed, engineVersion, dataThrough, rowsRead, rowsUsed, state, outcome } = run;
  const read = Object.entries(versions.safeParse(run.dataVersions).data ?? {}).map(([domain, version]) => [
    `version of ${domain}`,
    version,
  ]);
  const named = (prefix: string, value: unknown) => Object.entries(value ?? {}).map(([key, part]) => [`${prefix}.${key}`, part]);
  return {
    state,
    outcome,
    ...Object.fromEntries([...named('parameters', parameters), ...named('population', population), ...read]),
    asOf: asOf?.toISOString() ?? null,
    dataThrough: dataThrough?.toISOString() ?? null,
    rowsRead: rowsRead === null ? null : String(rowsRead),
    rowsUsed: rowsUsed === null ? null : String(rowsUsed),
    seed,
    engineVersion,
  };
}

function differences(a: Record<string, unknown>, b: Record<string, unknown>): Difference[] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names
    .filter((name) => !isDeepStrictEqual(a[name] ?? null, b[name] ?? null))
    .map((name) => ({ name, a: a[name] ?? null, b: b[name] ?? null }));
}

function without(run: RunRow, other: RunRow): string[] {
  const named = (of: RunRow) => warnings.parse(of.warnings).map(({ code, subject }) => (subject === null ? code : `${code} ${subject}`));
  const known = new Set(named(other));
  return named(run).filter((name) => !known.has(name));
}

async function headlines({ a, b }: Comparison, { workspaceId, snapshot }: Context): Promise<HeadlinePair[]> {
  const [ofA, ofB] = [resultRunId(a), resultRunId(b)];
  const rows = await snapshot.read((sql) => selectHeadlines(sql, workspaceId, a.kind as AnalysisKind, [...new Set([ofA, ofB])]));
  const byKey = (runId: bigint) => new Map(rows.filter((row) => row.runId === runId).map((row) => [row.key, row]));
  const [first, second] = [byKey(ofA), byKey(ofB)];
  return [...new Map([...second, ...first])]
    .map(([key, { label }]) => ({ key, label, a: first.get(key) ?? null, b: second.get(key) ?? null }))
    .toSorted((left, right) => (left.key < right.key ? -1 : 1));
}

async function compare(ids: { a: bigint; b: bigint }, { db, workspaceId }: Context): Promise<Comparison> {
  const runs = await db.run.findMany({ where: { workspaceId, id: { in: [ids.a, ids.b] }, ...ofAnalysis } });
  const [a, b] = [ids.a, ids.b].map((id) => runs.find((run) => run.id === id));
  if (!a) throw notFound('a', 'run');
  if (!b) throw notFound('b', 'run');
  if (a.analysisId !== b.analysisId) throw badUserInput('b', 'the runs are of different analyses: only runs of one can be compared');
  return { a, b };
}

builder.queryField('compareRuns', (t) =>
  t.field({
    type: RunComparison,
    description: 'Two runs of one analysis side by side.',
    args: {
      a: t.arg.id({ required: true, description: 'Id of the first.' }),
      b: t.arg.id({ required: true, description: 'Id of the second.' }),
    },
    resolve: (_root, { a, b }, context) => compare({ a: rowId('Run', a, 'a'), b: rowId('Run', b, 'b') }, context),
  }),
);
