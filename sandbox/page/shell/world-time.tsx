import { api } from '../world/api.ts';
import { fullMoment, timeWithSeconds, useWorldSecond } from '../world/clock.ts';
import { Menu } from './menu.tsx';

const steps = [
  { by: '10m', words: '+10 minutes' },
  { by: '1h', words: '+1 hour' },
  { by: '1d', words: '+1 day' },
];

interface Props {
  onSet(): void;
  report(work: Promise<unknown>, done?: string): void;
}

/** The world's time, and how it is moved: by a step, or to an instant. */
export function WorldTime({ onSet, report }: Props) {
  const { now, speed } = useWorldSecond();
  const day = new Date(now).toLocaleDateString('en-US', { weekday: 'short', month: 'short', day: 'numeric' });
  return (
    <Menu
      label="World clock"
      className="world-time"
      face={
        <span title={`${fullMoment(now)}; one real second is ${speed} seconds here`}>
          {day}, <time>{timeWithSeconds(now)}</time> <span className="speed">×{speed}</span>
        </span>
      }
    >
      {(close) => (
        <>
          {steps.map(({ by, words }) => (
            <button
              type="button"
              role="menuitem"
              key={by}
              onClick={() => {
                close();
                report(api.moveClock({ by }));
              }}
            >
              {words}
            </button>
          ))}
          <button
            type="button"
            role="menuitem"
            onClick={() => {
              close();
              onSet();
            }}
          >
            Set to…
          </button>
        </>
      )}
    </Menu>
  );
}
