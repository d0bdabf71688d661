import { WheelIcon } from '../shell/icons.tsx';
import type { Directory } from '../world/api.ts';

const hues = [330, 200, 265, 150, 20, 45, 95];

export interface Author {
  key: string;
  name: string;
  kind: 'person' | 'app' | 'slackbot';
  /** Colour of the drawn face. */
  hue: number;
}

/** Who wrote a message: a person by handle, name or id, else the app. */
export function authorOf(directory: Directory, author: string): Author {
  if (author === 'slackbot') return { key: 'slackbot', name: 'Slackbot', kind: 'slackbot', hue: 190 };
  const person = directory.people.find(
    ({ handle, name, slackId, kind }) => kind !== 'bot' && [handle, name, slackId].includes(author),
  );
  if (person !== undefined) {
    const hue = hues[directory.people.indexOf(person) % hues.length] ?? 0;
    return { key: person.handle, name: person.name, kind: 'person', hue };
  }
  return { key: 'app', name: directory.bot.name, kind: 'app', hue: 0 };
}

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
  return (
    <span className={className} style={{ background: `hsl(${author.hue} 45% 42%)` }} aria-hidden="true">
      {initials}
    </span>
  );
}
