import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/** What is asked of Prometheus, answered as it answers: one series for each of the questions that are asked at once. `/asked`: how often. */
let asked = 0;
const server = createServer(async (request, response) => {
  response.setHeader('content-type', 'application/json');
  if (request.url === '/asked') return void response.end(JSON.stringify(asked));
  asked += 1;
  const form = new URLSearchParams(await text(request));
  const query = form.get('query') ?? '';
  const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(form.get(name)));
  const values: [number, string][] = [];
  for (let at = start ?? 0; at <= (end ?? 0); at += step || 1) values.push([at, String(0.2 + (at % 7) / 100)]);
  const which = [...query.matchAll(/"quarterdeck_asked", "(\d+)"/g)].map(([, number = '']) => number);
  const metrics = which.length === 0 ? [{}] : which.map((number) => ({ quarterdeck_asked: number }));
  const result = metrics.map((metric) => ({ metric, values }));
  response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
});
