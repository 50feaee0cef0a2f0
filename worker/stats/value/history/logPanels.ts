import { gaussLegendre } from '../../distributions/gaussLegendre.ts';

const rule = gaussLegendre(16);

/** Nodes u in [0, length] with weights for ∫ f(u) du / (origin + u). */
export interface LogPanels {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Composite Gauss-Legendre rule in ln(origin + u), the scale on which futures under gamma-distributed rates are smooth: 16 nodes a panel.
 *
 * @param longest the most that a panel may span of ln(origin + u)
 */
export function logPanels(origin: number, length: number, longest: number): LogPanels {
  const span = Math.log1p(length / origin);
  const panels = Math.max(1, Math.ceil(span / longest));
  const half = span / panels / 2;
  const nodes = new Float64Array(16 * panels);
  const weights = new Float64Array(16 * panels);
  for (let k = 0; k < nodes.length; k++) {
    nodes[k] = origin * Math.expm1(half * (2 * (k >> 4) + 1 + rule.nodes[k & 15]!));
    weights[k] = half * rule.weights[k & 15]!;
  }
  return { nodes, weights };
}
