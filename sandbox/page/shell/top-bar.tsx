import type { ReactNode } from 'react';
import type { Scenario } from '../world/api.ts';
import { api } from '../world/api.ts';
import { fullMoment, timeWithSeconds, useWorldSecond } from '../world/clock.ts';
import { BoltIcon, BranchIcon, ListIcon } from './icons.tsx';
import { Menu } from './menu.tsx';

interface Props {
  bot: string;
  scenarios: Scenario[];
  onScenario(scenario: Scenario): void;
  onPush(): void;
  onTraffic(): void;
  onRuns(): void;
  onLog(): void;
  report(work: Promise<unknown>, done?: string): void;
  identity: ReactNode;
}

/** What is not Slack: the world's time, the bot's process, and what can be made to happen. */
export function TopBar(props: Props) {
  return (
    <header className="top-bar">
      <span className="top-title">Sandbox</span>
      <WorldTime report={props.report} />
      <BotStatus bot={props.bot} report={props.report} onLog={props.onLog} />
      <Menu
        label="Scenarios"
        className="foldable"
        face={
          <>
            <BoltIcon /> <span>Scenarios</span>
          </>
        }
      >
        {(close) =>
          props.scenarios.map((scenario) => (
            <button
              type="button"
              role="menuitem"
              key={scenario.name}
              className="scenario"
              onClick={() => {
                close();
                props.onScenario(scenario);
              }}
            >
              <strong>{scenario.title}</strong>
              <small>{scenario.description}</small>
            </button>
          ))
        }
      </Menu>
      <button type="button" className="bar-button foldable" aria-label="Push a commit…" onClick={props.onPush}>
        <BranchIcon /> <span>Push a commit…</span>
      </button>
      <button type="button" className="bar-button foldable" aria-label="Runs" onClick={props.onRuns}>
        <ListIcon /> <span>Runs</span>
      </button>
      <button type="button" className="bar-button foldable" aria-label="Traffic" onClick={props.onTraffic}>
        <ListIcon /> <span>Traffic</span>
      </button>
      <span className="top-space" />
      {props.identity}
    </header>
  );
}

function WorldTime({ report }: Pick<Props, 'report'>) {
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
      {(close) =>
        ['1m', '10m', '1h', '6h', '1d'].map((step) => (
          <button
            type="button"
            role="menuitem"
            key={step}
            onClick={() => {
              close();
              report(api.moveClock(step));
            }}
          >
            Advance by {step}
          </button>
        ))
      }
    </Menu>
  );
}

const statusWords: Record<string, string> = {
  ready: 'Bot is ready',
  starting: 'Bot is starting',
  unready: 'Bot is not ready',
  stopped: 'Bot is stopped',
};

function BotStatus({ bot, report, onLog }: Pick<Props, 'bot' | 'report' | 'onLog'>) {
  return (
    <div className="bot-status">
      <button type="button" className="bar-button" title="Read the bot's log" onClick={onLog}>
        <span className={`light light-${bot}`} aria-hidden="true" />
        <span role="status">{statusWords[bot] ?? bot}</span>
      </button>
      {bot === 'stopped' ? (
        <button type="button" className="bar-button strong" onClick={() => report(api.startBot())}>
          Start
        </button>
      ) : (
        <button
          type="button"
          className="bar-button strong"
          title="End the bot's process at once, as a crash would"
          onClick={() => report(api.killBot())}
        >
          Kill
        </button>
      )}
    </div>
  );
}
