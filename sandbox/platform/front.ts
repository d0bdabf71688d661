import type { Server as HttpServer } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { listen } from '../loopback.ts';

export interface Front {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on loopback and costs nearly nothing: what answers is made when somebody calls for the first time, and is handed the connection. */
export async function listenAsFront(server: () => Promise<HttpServer>): Promise<Front> {
  const waiting = new Set<Socket>();
  const front = createServer({ pauseOnConnect: true }, (socket) => {
    waiting.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => waiting.delete(socket));
    server().then(
      (behind) => {
        waiting.delete(socket);
        behind.emit('connection', socket);
        socket.resume();
      },
      (error: unknown) => {
        console.error(error);
        socket.destroy();
      },
    );
  });
  return {
    url: await listen(front),
    close: () =>
      new Promise((resolve) => {
        for (const socket of waiting) socket.destroy();
        front.close(() => resolve());
      }),
  };
}
