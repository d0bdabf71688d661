import { request } from 'node:http';
import type { Conversation } from './conversation.ts';

/** The commit that answers at an address of the world's services, such as `goldensignals.ai`; null while nobody does. */
export async function servedAt(c: Pick<Conversation, 'call'>, host: string, path = '/health'): Promise<string | null> {
  const { addresses } = await c.call<{ addresses: { services: string } }>('GET', '/api/world');
  const text = await new Promise<string>((resolve, reject) => {
    const asked = request(`${addresses.services}${path}`, { headers: { host } }, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        body += part;
      });
      answer.on('end', () => resolve(body));
    });
    asked.on('error', reject);
    asked.end();
  });
  return /"version":"([0-9a-f]+)"/.exec(text)?.[1] ?? null;
}
