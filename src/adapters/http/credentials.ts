/** What a small API, or the proxy before it, lets us in with. */
export type Credentials = { kind: 'bearer'; token: string } | { kind: 'basic'; user: string; password: string };

/** The header that carries them; none where everybody is let in. */
export function headersFor(credentials: Credentials | null): Record<string, string> {
  if (credentials === null) return {};
  const value = credentials.kind === 'bearer' ? `Bearer ${credentials.token}` : `Basic ${encoded(credentials)}`;
  return { authorization: value };
}

/** As they are set and as they travel. */
export function secretsOf(credentials: Credentials | null): string[] {
  if (credentials === null) return [];
  return credentials.kind === 'bearer' ? [credentials.token] : [credentials.password, encoded(credentials)];
}

function encoded({ user, password }: Credentials & { kind: 'basic' }): string {
  return Buffer.from(`${user}:${password}`).toString('base64');
}
