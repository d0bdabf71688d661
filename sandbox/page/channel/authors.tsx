import { WheelIcon } from '../shell/icons.tsx';
import type { Directory } from '../world/api.ts';

export interface Author {
  key: string;
  name: string;
  kind: 'person' | 'app' | 'slackbot';
}

/** Who wrote a message: a person by handle, name or id, else the app. */
export function authorOf(directory: Directory, author: string): Author {
  if (author === 'slackbot') return { key: 'slackbot', name: 'Slackbot', kind: 'slackbot' };
  const person = directory.people.find(
    ({ handle, name, slackId, kind }) => kind !== 'bot' && [handle, name, slackId].includes(author),
  );
  if (person !== undefined) return { key: person.handle, name: person.name, kind: 'person' };
  return { key: 'app', name: directory.bot.name, kind: 'app' };
}

const hues = [12, 200, 265, 150, 330, 40, 95];

export function Avatar({ author, small }: { author: Author; small?: boolean }) {
  const className = small ? 'avatar avatar-small' : 'avatar';
  if (author.kind === 'app')
    return (
      <span className={className} aria-hidden="true">
        <WheelIcon />
      </span>
    );
  const initials = author.name
    .split(' ')
    .map((word) => word[0])
    .join('')
    .slice(0, 2);
  const hue = hues[[...author.key].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % hues.length];
  return (
    <span className={className} style={{ background: `hsl(${hue} 45% 42%)` }} aria-hidden="true">
      {initials}
    </span>
  );
}
