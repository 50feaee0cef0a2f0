/**
 * The cheapest way from a row of a table to a column that does not use the cell where they cross: rows and columns are the two sides of a
 * bipartite graph, cells its edges. Dijkstra's algorithm over a dense graph of rows + columns nodes, O((rows + columns)²).
 *
 * @param cost rows × columns, each >= 0; Infinity = no edge
 * @returns the cells passed, [] where there is no such way
 * @see Dijkstra (1959), Numerische Mathematik 1:269-271, doi:10.1007/BF01386390
 */
export function cheapestDetour(cost: readonly (readonly number[])[], fromRow: number, toColumn: number): [row: number, column: number][] {
  const rows = cost.length;
  const nodes = rows + (cost[0]?.length ?? 0); // rows first, then columns
  const distance = new Float64Array(nodes).fill(Infinity);
  const cameFrom = new Int32Array(nodes).fill(-1);
  const done = new Uint8Array(nodes);
  distance[fromRow] = 0;
  for (;;) {
    const node = nearest(distance, done);
    if (node === -1 || node === rows + toColumn) break;
    done[node] = 1;
    const isRow = node < rows;
    for (let next = isRow ? rows : 0; next < (isRow ? nodes : rows); next++) {
      const [row, column] = isRow ? [node, next - rows] : [next, node - rows];
      if (row === fromRow && column === toColumn) continue;
      const length = distance[node]! + cost[row]![column]!;
      if (length >= distance[next]!) continue;
      distance[next] = length;
      cameFrom[next] = node;
    }
  }
  const cells: [number, number][] = [];
  for (let node = rows + toColumn; cameFrom[node] !== -1; node = cameFrom[node]!) {
    const before = cameFrom[node]!;
    cells.unshift(node < rows ? [node, before - rows] : [before, node - rows]);
  }
  return cells;
}

/** The node not yet done with the least finite distance, the first of equals; -1 where none is left. */
function nearest(distance: Float64Array, done: Uint8Array): number {
  let best = -1;
  for (let node = 0; node < distance.length; node++) {
    if (done[node] === 1 || distance[node] === Infinity) continue;
    if (best === -1 || distance[node]! < distance[best]!) best = node;
  }
  return best;
}
