import type { Do } from '../command.ts';
import { ofOutside } from '../model/fault.ts';
import type { Person } from '../model/person.ts';
import type { Audit } from '../ports/audit.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { People } from '../ports/people.ts';
import { tellDirectly } from './lock-message.ts';

interface Ports {
  audit: Audit;
  chat: Chat;
  clock: Clock;
  people: Pick<People, 'byGitHub'>;
}

/** Asking reviewers for what a deploy lacks: each once for each pull request and whoever asks, however often it is pressed. */
export function reviewAsking(ports: Ports): Pick<Do, 'askReviewers'> {
  return {
    async askReviewers({ by, environment, purpose, pull, logins }) {
      const found = await Promise.all(logins.map((login) => personOf(ports, login)));
      const people = found.flatMap((person) => (person && person.slackId !== by.slackId ? [person] : []));
      const unknown = logins.filter((_, index) => !found[index]);
      const where = `Pull request #${pull.number} (${pull.title}): ${pull.url}`;
      if (people.length === 0) {
        const lines = [
          `${unknown.join(', ') || 'Nobody else'}: not known on Slack. Ask for the review on GitHub.`,
          where,
        ];
        return { kind: 'refused', title: 'Nobody could be asked', lines };
      }
      const key = `${pull.url}:${by.slackId}`;
      await ports.audit.record({
        key: `review.asked-for:${key}`,
        at: ports.clock.now(),
        actor: { slackId: by.slackId, name: by.name, githubLogin: by.githubLogin },
        action: 'review.asked-for',
        subject: environment,
        details: { number: pull.number, url: pull.url, people: people.map(({ name }) => name), purpose },
      });
      for (const person of people) {
        await tellDirectly(ports, person, `review-asked-for:${key}:${person.slackId}`, {
          kind: 'text',
          tone: 'info',
          title: `${by.name} asks you to review pull request #${pull.number}`,
          lines: [where, `What for: ${purpose}`, 'What counts is your review on GitHub, of its last commit.'],
        });
      }
      const rest = unknown.length > 0 ? [`${unknown.join(', ')}: not known on Slack; ask them on GitHub.`] : [];
      const title = `${people.map(({ name }) => name).join(' and ')} ${people.length === 1 ? 'has' : 'have'} been asked`;
      return { kind: 'changed', notice: { kind: 'text', tone: 'success', title, lines: [...rest, where] } };
    },
  };
}

/** Null as well while Slack does not say. */
async function personOf({ people }: Ports, login: string): Promise<Person | null> {
  try {
    return await people.byGitHub(login);
  } catch (error) {
    if (ofOutside(error)) return null;
    throw error;
  }
}
