import { useCallback, useEffect, useMemo, useState } from 'react';
import { ChannelView } from './channel/channel-view.tsx';
import { Modal } from './forms/modal.tsx';
import { Home } from './home/home.tsx';
import { ClockDialog } from './shell/clock-dialog.tsx';
import { IdentityMenu } from './shell/identity-menu.tsx';
import { LogDialog } from './shell/log-dialog.tsx';
import { onPermalink } from './shell/open-link.ts';
import { PushDialog } from './shell/push-dialog.tsx';
import { RunsDialog } from './shell/runs-dialog.tsx';
import { ScenarioDialog } from './shell/scenario-dialog.tsx';
import { type Place, Sidebar } from './shell/sidebar.tsx';
import { Toasts, useToasts } from './shell/toasts.tsx';
import { TopBar } from './shell/top-bar.tsx';
import { TrafficDialog } from './shell/traffic-dialog.tsx';
import { api, type Control, type Message, type OpenView, type Outcome, type Scenario } from './world/api.ts';
import { dispatchFailure, notInThreads } from './world/slackbot.ts';
import { Surroundings } from './world/surroundings.ts';
import { useReadMarks } from './world/use-read-marks.ts';
import { directWith, useWorld } from './world/use-world.ts';

type Panel =
  | { kind: 'push' | 'traffic' | 'runs' | 'clock' }
  | { kind: 'log'; replica: number }
  | { kind: 'scenario'; scenario: Scenario };

export function App() {
  const [handle, setHandle] = useState(() => sessionStorage.getItem('handle') ?? 'dev');
  const [place, setPlace] = useState<Place>({ kind: 'channel', name: 'deployments' });
  const [thread, setThread] = useState<string | null>(null);
  const [panel, setPanel] = useState<Panel | null>(null);
  const [scenarios, setScenarios] = useState<Scenario[]>([]);
  /** Said by Slackbot to this person in this browser alone. */
  const [local, setLocal] = useState<Record<string, Message[]>>({});
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set());
  /** The message that a permalink led to; a new object each time. */
  const [pointed, setPointed] = useState<{ ts: string } | null>(null);
  const [closedView, setClosedView] = useState<string | null>(null);
  const world = useWorld(handle);
  const { toasts, say } = useToasts();
  const { directory, refresh } = world;
  const direct = directWith(handle);
  const here = place.kind === 'channel' ? place.name : place.kind === 'direct' ? direct : null;
  const marks = useReadMarks(handle, directory, world.messages, here);

  useEffect(() => {
    void api.scenarios().then(setScenarios, () => undefined);
  }, []);

  useEffect(
    () =>
      onPermalink((channelId, ts) => {
        const channel = directory?.channels.find(({ id }) => id === channelId);
        if (channel === undefined) return false;
        const root = world.messages[channel.name]?.find((message) => message.ts === ts)?.thread_ts;
        setPlace({ kind: 'channel', name: channel.name });
        setThread(root !== undefined && root !== ts ? root : null);
        setPointed({ ts });
        return true;
      }),
    [directory, world.messages],
  );

  const report = useCallback(
    (work: Promise<unknown>, done?: string) => {
      work.then(
        () => done !== undefined && say(done),
        (error: unknown) => say(error instanceof Error ? error.message : String(error), true),
      );
    },
    [say],
  );

  const answered = useCallback(
    (outcome: Outcome) => {
      if (!outcome.acked && outcome.error !== undefined && outcome.errors === undefined)
        say(
          outcome.error === 'dispatch_failed' ? 'The app did not answer in time. Is the bot running?' : outcome.error,
          true,
        );
      if (outcome.view !== undefined) setClosedView(null);
      void refresh();
    },
    [refresh, say],
  );

  const press = useCallback(
    async (message: Message, control: Control) => {
      if (here === null) return;
      try {
        answered(await api.press(handle, { channel: here, ts: message.ts }, control));
      } catch (error) {
        say(error instanceof Error ? error.message : String(error), true);
      }
    },
    [handle, here, answered, say],
  );

  async function send(text: string, thread?: string) {
    if (here === null) return;
    const tell = (message: Message) =>
      setLocal((before) => ({ ...before, [`${handle}/${here}`]: [...(before[`${handle}/${here}`] ?? []), message] }));
    try {
      if (!text.startsWith('/')) await api.say(handle, here, text, thread);
      else if (thread !== undefined) tell(notInThreads(handle, text, thread));
      else {
        const outcome = await api.command(handle, here, text);
        if (!outcome.acked) tell(dispatchFailure(handle, text, outcome.error ?? 'failed'));
      }
      await refresh();
    } catch (error) {
      say(error instanceof Error ? error.message : String(error), true);
    }
  }

  const messages = useMemo(() => {
    const all = [...(world.messages[here ?? ''] ?? []), ...(local[`${handle}/${here}`] ?? [])];
    return all.filter((message) => !dismissed.has(message.ts)).sort((a, b) => Number(a.ts) - Number(b.ts));
  }, [world.messages, local, handle, here, dismissed]);

  if (directory === null) return <div className="loading">Opening the workspace…</div>;
  const channel =
    place.kind === 'direct'
      ? { id: direct, name: direct, topic: `Direct messages with ${directory.bot.name}` }
      : (directory.channels.find(({ name }) => name === here) ?? directory.channels[0]);
  const view: OpenView | null = world.view !== null && world.view.id !== closedView ? world.view : null;
  const close = () => setPanel(null);

  return (
    <Surroundings value={directory}>
      <div className="page">
        <TopBar
          bots={world.bots}
          scenarios={scenarios}
          onScenario={(scenario) => setPanel({ kind: 'scenario', scenario })}
          onPush={() => setPanel({ kind: 'push' })}
          onTraffic={() => setPanel({ kind: 'traffic' })}
          onRuns={() => setPanel({ kind: 'runs' })}
          onLog={(replica) => setPanel({ kind: 'log', replica })}
          onClock={() => setPanel({ kind: 'clock' })}
          report={report}
          identity={
            <IdentityMenu
              directory={directory}
              handle={handle}
              onChange={(next) => {
                sessionStorage.setItem('handle', next);
                setHandle(next);
                setClosedView(null);
              }}
            />
          }
        />
        <Sidebar
          direct={direct}
          directory={directory}
          place={place}
          unread={marks.unread}
          mentions={marks.mentions}
          go={(next) => {
            setPlace(next);
            setThread(null);
          }}
        />
        <main className="pane">
          {place.kind === 'home' && (
            <Home key={handle} handle={handle} revision={world.slackRevision} onAnswer={answered} />
          )}
          {place.kind !== 'home' && channel && (
            <ChannelView
              channel={channel}
              messages={messages}
              commands={directory.commands}
              members={place.kind === 'direct' ? 2 : directory.people.length}
              thread={thread}
              pointed={pointed}
              onOpenThread={setThread}
              onDismiss={(ts) => setDismissed((before) => new Set([...before, ts]))}
              press={press}
              send={send}
            />
          )}
        </main>
      </div>
      {view && <Modal view={view} handle={handle} onAnswer={answered} onClosed={() => setClosedView(view.id)} />}
      {panel?.kind === 'scenario' && <ScenarioDialog scenario={panel.scenario} onClose={close} report={report} />}
      {panel?.kind === 'push' && <PushDialog handle={handle} onClose={close} report={report} />}
      {panel?.kind === 'clock' && <ClockDialog onClose={close} report={report} />}
      {panel?.kind === 'traffic' && <TrafficDialog onClose={close} />}
      {panel?.kind === 'log' && <LogDialog replica={panel.replica} onClose={close} />}
      {panel?.kind === 'runs' && (
        <RunsDialog revision={world.githubRevision} handle={handle} onClose={close} report={report} />
      )}
      {!world.connected && (
        <div className="disconnected" role="alert">
          The sandbox does not answer. Was it stopped?
        </div>
      )}
      <Toasts toasts={toasts} />
    </Surroundings>
  );
}
