import { WebSocket } from 'undici';
import { sayTrouble, type Trial } from './trial.ts';

const unopened = 'It does not open a WebSocket.';

/** Opens a WebSocket; where something is wanted, its first message has to contain it. Null when all is right, else what was wrong. */
export async function tryWebSocket(trial: Trial): Promise<string | null> {
  let socket: WebSocket;
  try {
    socket = new WebSocket(trial.url, { dispatcher: trial.dispatcher, headers: { 'user-agent': 'quarterdeck' } });
  } catch (error) {
    return sayTrouble(trial, error);
  }
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const { contains } = trial;
  let opened = false;
  socket.addEventListener('open', () => {
    opened = true;
    if (contains === null) resolve(null);
  });
  socket.addEventListener('message', ({ data }: { data: unknown }) => {
    const right = contains === null || (typeof data === 'string' && data.includes(contains));
    resolve(right ? null : 'Its first message does not contain what it should.');
  });
  // Why a WebSocket does not open is told to nobody, as in a browser.
  socket.addEventListener('error', () => resolve(opened ? 'It broke the connection off.' : unopened));
  socket.addEventListener('close', () =>
    resolve(opened ? 'It closed the connection before it said anything.' : unopened),
  );
  trial.limit.addEventListener('abort', () => resolve(sayTrouble(trial, trial.limit.reason)));
  const says = await promise;
  socket.close();
  return says;
}
