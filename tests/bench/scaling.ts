import { createBuyers } from './buyers.ts';
import { createWorkspace, settle, startProduct } from './product.ts';
import { median, report } from './report.ts';
import { createAnalysisOf, type Kind, timedRun } from './timedRun.ts';

const kinds: readonly Kind[] = ['CHURN', 'CLV'];
const tolerance = 1.2;

/** Time against the number of customers: ten times as many may take ten times as long, and a fifth more. */
export async function benchScaling(quick: boolean): Promise<void> {
  const sizes = quick ? [1_000, 10_000] : [10_000, 100_000, 1_000_000];
  const product = await startProduct();
  try {
    const seconds = new Map<Kind, number[]>(kinds.map((kind) => [kind, []]));
    for (const customers of sizes) {
      const workspace = await createWorkspace(product.app, `buyers-${customers}`);
      const { orders } = await createBuyers(product.app, workspace.id, customers);
      for (const kind of kinds) await createAnalysisOf(product, workspace, kind);
      await settle(product);
      for (const kind of kinds) {
        const repeats = customers >= 1_000_000 ? 1 : 3; // short ones vary most
        const runs = [];
        for (let repeat = 0; repeat < repeats; repeat++) runs.push(await timedRun(product, workspace, kind, [product.workerPid]));
        const typical = median(runs.map((run) => run.seconds));
        seconds.get(kind)?.push(typical);
        const { stages, ...last } = runs.at(-1) ?? (await timedRun(product, workspace, kind, [product.workerPid]));
        report({ bench: 'scaling', case: kind, customers, orders, ...last, ...stages, seconds: typical });
      }
    }
    for (const kind of kinds) summarise(kind, sizes, seconds.get(kind) ?? []);
  } finally {
    await product.stop();
  }
}

/** By how much the time grows when the customers grow tenfold, at each step. */
function summarise(kind: Kind, sizes: readonly number[], seconds: readonly number[]): void {
  for (let step = 1; step < sizes.length; step++) {
    const growth = (seconds[step] ?? Number.NaN) / (seconds[step - 1] ?? Number.NaN);
    const linear = (sizes[step] ?? Number.NaN) / (sizes[step - 1] ?? Number.NaN);
    report({
      bench: 'scaling',
      case: `${kind}, ${sizes[step - 1]} to ${sizes[step]} customers`,
      growth,
      linear,
      goal: `growth <= ${tolerance} x linear`,
      met: growth <= tolerance * linear,
    });
  }
}
