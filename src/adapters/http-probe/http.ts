import { fetch, type Response } from 'undici';
import { sayTrouble, type Trial } from './trial.ts';

/** One GET. Null when the answer is right, else what was wrong with it, in a sentence. */
export async function tryHttp(trial: Trial): Promise<string | null> {
  try {
    // A redirect is an answer: where it leads is not what was asked about.
    const response = await fetch(trial.url, {
      redirect: 'manual',
      signal: trial.limit,
      dispatcher: trial.dispatcher,
      headers: { 'user-agent': 'quarterdeck', accept: '*/*' },
    });
    const says = await judge(trial, response);
    if (response.body && !response.bodyUsed) await response.body.cancel();
    return says;
  } catch (error) {
    return sayTrouble(trial, error);
  }
}

async function judge(trial: Trial, response: Response): Promise<string | null> {
  if (!trial.status.includes(response.status)) {
    const redirect = response.status >= 300 && response.status < 400 ? ', a redirect, which is not followed' : '';
    return `It answered ${response.status}${redirect}; ${trial.status.join(' or ')} is right.`;
  }
  if (trial.contains === null) return null;
  return (await holds(trial, response, trial.contains)) ? null : 'Its answer does not contain what it should.';
}

async function holds({ longestAnswer }: Trial, response: Response, wanted: string): Promise<boolean> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes(wanted)) return true;
    if (text.length > longestAnswer) return false;
  }
  return (text + decoder.decode()).includes(wanted);
}
