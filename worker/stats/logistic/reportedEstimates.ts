/**
 * What is reported, in terms of the parameters of whitened rows.
 *
 * @param toEstimates size x size row-major
 */
export function reportedEstimates(toEstimates: Float64Array, parameters: Float64Array): Float64Array {
  const size = parameters.length;
  return parameters.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += toEstimates[i * size + j]! * parameters[j]!;
    return sum;
  });
}
