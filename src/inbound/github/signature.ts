import { createHmac, timingSafeEqual } from 'node:crypto';

/** True when `header` is `sha256=` and the HMAC-SHA256 of the raw body under our secret, in hexadecimal. */
export function isSigned(secret: string, body: Buffer, header: string): boolean {
  const given = /^sha256=([0-9a-f]{64})$/i.exec(header)?.[1];
  if (!given) return false;
  return timingSafeEqual(createHmac('sha256', secret).update(body).digest(), Buffer.from(given, 'hex'));
}
