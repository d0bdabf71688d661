/**
 * An answer of GitHub, read to its end. It has what Octokit asks of fetch's `Response` and nothing more: a real one wraps the
 * body in a stream only for it to be unwrapped again.
 */
export class Answer {
  readonly status: number;
  readonly statusText: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: Buffer;

  constructor(head: Pick<Response, 'status' | 'statusText' | 'url' | 'headers'>, body: Buffer) {
    this.status = head.status;
    this.statusText = head.statusText;
    this.url = head.url;
    this.headers = head.headers;
    this.body = body;
  }

  async text(): Promise<string> {
    return this.body.toString('utf8');
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return new Uint8Array(this.body).buffer;
  }
}

/**
 * The body of a success as data: JSON where it says so, else text. Octokit's own reader keeps whole numbers beyond 2^53 exact
 * and takes milliseconds for a list of thirty; GitHub's ids are far below, and the schemas refuse what is not a safe integer.
 */
export function dataOf(body: Buffer, contentType: string | undefined): unknown {
  const text = body.toString('utf8');
  if (!/^application\/(?:[\w.-]+\+)?json\b/.test(contentType ?? '')) return text;
  try {
    return JSON.parse(text);
  } catch {
    // The schema that reads it says what it is not.
    return text;
  }
}
