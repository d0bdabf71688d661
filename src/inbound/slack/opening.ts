import type { HomeView, ModalView } from '@slack/types';
import type { Call, Reply } from '../../command.ts';
import { sayFault } from '../../model/fault.ts';
import type { Form } from '../../model/form.ts';
import type { Notice } from '../../model/notice.ts';
import type { Millis } from '../../model/time.ts';
import type { Chat } from '../../ports/chat.ts';
import type { Forms } from '../../ports/forms.ts';
import type { Log } from '../../ports/log.ts';
import { formView, noteView } from '../../views/form.ts';
import { notAMember } from './calls.ts';
import type { KeptForm } from './payloads.ts';

/** Forms and the Home tab, as `adapters/slack` has them. */
export interface Surface {
  open(triggerId: string, view: ModalView): Promise<string>;
  update(viewId: string, view: ModalView): Promise<void>;
  publishHome(slackId: string, view: HomeView): Promise<void>;
}

export interface OpeningParts {
  surface: Surface;
  forms: Forms;
  chat: Pick<Chat, 'whisper'>;
  log: Log;
}

/** Slack takes a trigger for three seconds; a form that needs longer than this to be made is announced first. */
const quick: Millis = 1_400;

/**
 * Opens the form that `make` answers, before the acknowledgement. When making it takes too long, a note is opened at once and
 * replaced afterwards; then `rest` is the work that goes on after the acknowledgement. Whatever goes wrong is told to the person.
 */
export async function openForm(
  parts: OpeningParts,
  triggerId: string,
  call: () => Promise<Call>,
  make: (call: Call) => Promise<Reply>,
  tell: (notice: Notice) => Promise<void>,
): Promise<{ rest: Promise<void> }> {
  const done = { rest: Promise.resolve() };
  const making = call().then(async (made) => {
    const why = notAMember(made.person);
    return why ? refuse(why) : viewOf(parts, made, await make(made));
  });
  // It is awaited below or in `rest`; until then a failure must not count as unhandled.
  making.catch(() => {});
  try {
    const made = await within(making, quick);
    if (made === 'late') {
      const viewId = await parts.surface.open(triggerId, noteView('One moment', ['The form is being made.']));
      return { rest: replace(parts, viewId, making) };
    }
    if ('notice' in made) await tell(made.notice);
    else await parts.surface.open(triggerId, made.view);
  } catch (error) {
    parts.log.error({ err: error }, 'a form could not be opened');
    await tell({ kind: 'text', tone: 'error', title: 'The form could not be opened', lines: [sayFault(error)] });
  }
  return done;
}

type Made = { view: ModalView } | { notice: Notice };

async function replace(parts: OpeningParts, viewId: string, making: Promise<Made>): Promise<void> {
  const view = await making
    .then((made) => ('view' in made ? made.view : noteOf(made.notice)))
    .catch((error: unknown) => {
      parts.log.error({ err: error }, 'a form could not be made');
      return noteView('No form', [sayFault(error)]);
    });
  await parts.surface.update(viewId, view).catch((error: unknown) => {
    parts.log.error({ err: error }, 'a form could not be shown');
  });
}

async function viewOf(parts: OpeningParts, call: Call, reply: Reply): Promise<Made> {
  switch (reply.kind) {
    case 'form':
      return { view: await keepAndShow(parts.forms, reply.form, call, 0) };
    case 'notice':
      return { notice: reply.notice };
    default:
      return refuse('There is no form for this.');
  }
}

/** Stores the form's context and makes its modal. */
export async function keepAndShow(
  forms: Forms,
  form: Form,
  where: { channel: KeptForm['channel']; responseUrl: string | null },
  revision: number,
): Promise<ModalView> {
  const kept: KeptForm = { context: form.context, channel: where.channel, responseUrl: where.responseUrl };
  return formView(form, { contextId: await forms.keep(kept), revision });
}

function refuse(why: string): Made {
  return { notice: { kind: 'text', tone: 'error', title: 'Not for you', lines: [why] } };
}

function noteOf(notice: Notice): ModalView {
  return notice.kind === 'text'
    ? noteView('No form', [notice.title, ...notice.lines])
    : noteView('No form', ['There is nothing to fill in.']);
}

/** The result, or `late` when it takes longer than `length` of real time. */
export async function within<T>(work: Promise<T>, length: Millis): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), length);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
