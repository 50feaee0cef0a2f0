/** Rings once, after so long; 0 and what no timer can hold (24 days and more) is never. @returns how to stop it */
export function alarm(milliseconds: number, ring: () => void): () => void {
  const timer = milliseconds > 0 && milliseconds < 2 ** 31 ? setTimeout(ring, milliseconds) : undefined;
  return () => clearTimeout(timer);
}
