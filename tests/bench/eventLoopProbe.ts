/** Loaded into the API by --import: answers on a port of its own with the delay of the API's event loop since the last question. */
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const port = Number(process.env.EARSHOT_BENCH_PROBE_PORT);
if (port && process.argv[1]?.endsWith('api/main.ts')) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const server = createServer((_request, response) => {
    response.end(JSON.stringify({ p99Ms: delay.percentile(99) / 1e6, maxMs: delay.max / 1e6 }));
    delay.reset();
  });
  server.listen(port, '127.0.0.1').unref();
}
