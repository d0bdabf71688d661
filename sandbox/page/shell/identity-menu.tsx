import { Avatar, authorOf } from '../channel/authors.tsx';
import type { Directory } from '../world/api.ts';
import { CaretIcon, CheckIcon } from './icons.tsx';
import { Menu } from './menu.tsx';

interface Props {
  directory: Directory;
  handle: string;
  onChange(handle: string): void;
}

/** Who one is. Another person sees their own forms, Home tab and ephemeral messages. */
export function IdentityMenu({ directory, handle, onChange }: Props) {
  const people = directory.people.filter(({ kind }) => kind !== 'bot');
  const me = people.find((person) => person.handle === handle);
  if (me === undefined) return null;
  return (
    <Menu
      label={`You are: ${me.name}`}
      className="identity"
      face={
        <>
          <span className="identity-label">You are:</span>
          <Avatar author={authorOf(directory, handle)} small />
          <span className="identity-name">{me.name}</span>
          <CaretIcon />
        </>
      }
    >
      {(close) =>
        people.map((person) => {
          const groups = directory.groups.filter((group) => group.users.includes(person.slackId));
          return (
            <button
              type="button"
              role="menuitemradio"
              aria-checked={person.handle === handle}
              key={person.handle}
              className="person"
              onClick={() => {
                onChange(person.handle);
                close();
              }}
            >
              <Avatar author={authorOf(directory, person.handle)} small />
              <span className="person-text">
                <strong>{person.name}</strong>
                <small>
                  {person.title}
                  {person.kind === 'guest' && ' · guest'}
                  {person.kind === 'stranger' && ' · another workspace'}
                  {groups.length > 0 && ` · ${groups.map((group) => `@${group.handle}`).join(' ')}`}
                </small>
              </span>
              {person.handle === handle && <CheckIcon />}
            </button>
          );
        })
      }
    </Menu>
  );
}
