/** The first `size` rows and columns of a padded matrix. */
export function upperLeft(padded: Float64Array, width: number, size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) matrix.set(padded.subarray(i * width, i * width + size), i * size);
  return matrix;
}
