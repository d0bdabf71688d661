import { afterEach } from 'vitest';
import { type Script, startScriptedServer } from './scripted-server.ts';
import { createTestClient } from './test-client.ts';

/** Opens clients of servers that answer by a script; each is closed after the test that opened it. Call it once in a file. */
export function scriptedClients() {
  const cleanUp: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of cleanUp.splice(0)) await close();
  });
  return async (script: Script[]) => {
    const server = await startScriptedServer(script);
    cleanUp.push(server.close);
    return { ...createTestClient(server.url), server };
  };
}
