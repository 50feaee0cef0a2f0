import type { DesignFactor } from './designFactor.ts';
import { type RowTriangle, withoutOnes } from './rowTriangle.ts';

/**
 * Factor of the design by Householder QR, for few rows or badly conditioned drivers: cut out of the triangle of its rows.
 *
 *   √w [1 X y] = Q [T projection; 0 rho],   Σ w e² = rho²
 *
 * Loses log10(sqrt(kappa)) digits where the Gram route loses log10(kappa). w is scaled to sum to n.
 *
 * @param rows triangle of the drivers, then the outcome
 */
export function qrFactor(rows: RowTriangle, intercept: boolean): DesignFactor {
  const { n, mass, columns } = rows;
  const stacked = intercept ? rows.triangle : withoutOnes(rows);
  const width = intercept ? columns + 1 : columns;
  const size = width - 1;
  const scale = n === mass ? 1 : Math.sqrt(n / mass);
  const triangle = new Float64Array(size * size);
  const projection = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) triangle[i * size + j] = scale * stacked[i * width + j]!;
    projection[i] = scale * stacked[i * width + size]!;
  }
  return { triangle, projection, size, intercept, method: 'QR', squaredResiduals: (scale * stacked[width * width - 1]!) ** 2 };
}
