/** Curves of churn runs, and what is shown of each: to hide the tail of one takes all of them. */
import DataLoader from 'dataloader';
import type { IncidencePoint, SurvivalCurve, SurvivalPoint } from '../../../prisma/generated/client/client.ts';
import { groupsInOrder } from '../../inOrder.ts';
import type { LoaderSource } from '../../loaders.ts';
import { withoutFew } from '../withoutFew.ts';
import { curveEnds, ownEnd } from './curveEnds.ts';
import { type ShownPoints, shownPoints } from './shownPoints.ts';

/** By run; points of a curve or reason by its place. */
export interface CurveLoaders {
  readonly survivalCurves: DataLoader<bigint, SurvivalCurve[]>;
  readonly survivalPoints: DataLoader<bigint, Map<number, ShownPoints<SurvivalPoint>>>;
  readonly incidencePoints: DataLoader<bigint, Map<number, ShownPoints<IncidencePoint>>>;
}

export function createCurveLoaders({ workspaceId, db }: LoaderSource): CurveLoaders {
  const byRun = <Row extends { readonly runId: bigint }>(find: (where: object) => Promise<Row[]>) =>
    new DataLoader<bigint, Row[]>(async (runIds) =>
      groupsInOrder(runIds, await find({ workspaceId, runId: { in: [...runIds] } }), (row) => row.runId),
    );
  const ofRun = <Result>(read: (runId: bigint) => Promise<Result>) =>
    new DataLoader<bigint, Result>((runIds) => Promise.all(runIds.map(read)));
  const curves = byRun((where) => db.survivalCurve.findMany({ where, orderBy: [{ runId: 'asc' }, { position: 'asc' }] }));
  const points = byRun((where) =>
    db.survivalPoint.findMany({ where, orderBy: [{ runId: 'asc' }, { curvePosition: 'asc' }, { day: 'asc' }] }),
  );
  const incidence = byRun((where) =>
    db.incidencePoint.findMany({ where, orderBy: [{ runId: 'asc' }, { causePosition: 'asc' }, { day: 'asc' }] }),
  );
  const ofCurves = async (runId: bigint) => {
    const [stored, steps] = await Promise.all([curves.load(runId), points.load(runId)]);
    return { stored, steps: Map.groupBy(steps, ({ curvePosition }) => curvePosition) };
  };
  return {
    survivalCurves: ofRun(async (runId) => shownCurves(await curves.load(runId))),
    survivalPoints: ofRun(async (runId) => {
      const { stored, steps } = await ofCurves(runId);
      const ends = endsOf(stored, steps);
      return new Map([...steps].map(([position, own]) => [position, shownPoints(own, ends.get(position) ?? -1)]));
    }),
    incidencePoints: ofRun(async (runId) => {
      const [{ stored, steps }, causes] = await Promise.all([ofCurves(runId), incidence.load(runId)]);
      // Reasons add up to everybody's losses: what is hidden of all of them is hidden of each.
      const all = ownEnd(steps.get(stored.find(({ groupingKey }) => groupingKey === 'all')?.position ?? -1) ?? []);
      const byCause = Map.groupBy(causes, ({ causePosition }) => causePosition);
      return new Map([...byCause].map(([position, own]) => [position, shownPoints(own, Math.min(all, ownEnd(own)))]));
    }),
  };
}

const setOf = ({ groupingKey, landmarkDays }: SurvivalCurve) => `${landmarkDays} ${groupingKey}`;
const shownCurves = (stored: readonly SurvivalCurve[]) => withoutFew(stored, setOf, ({ n }) => n);

function endsOf(stored: readonly SurvivalCurve[], steps: ReadonlyMap<number, readonly SurvivalPoint[]>): Map<number, number> {
  const shown = new Set(shownCurves(stored));
  const sets = Map.groupBy(stored, setOf).values();
  return new Map(
    [...sets].flatMap((set) => [
      ...curveEnds(
        set.map((curve) => ({ key: curve.position, n: curve.n, isShown: shown.has(curve), steps: steps.get(curve.position) ?? [] })),
      ),
    ]),
  );
}
