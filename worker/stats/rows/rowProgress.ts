/**
 * Turns "so many more rows done" into calls of onProgress about every twentieth of the rows,
 * moving from one fraction of the whole work to another.
 */
export function rowProgress(
  onProgress: ((fractionDone: number) => void) | undefined,
  totalRows: number,
  from: number,
  to: number,
): (rows: number) => void {
  if (onProgress === undefined) return () => {};
  let done = 0;
  let next = totalRows / 20;
  return (rows) => {
    done += rows;
    if (done < next) return;
    next = done + totalRows / 20;
    onProgress(from + (to - from) * Math.min(1, done / totalRows));
  };
}
