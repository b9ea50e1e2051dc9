import type { OwnSession } from '#events/live/rows.ts'
import { liveSessions } from '../ownSessions/listedSessions.ts'
import type { OwnSessionsState } from '../ownSessions/ownSessions.ts'
import { dayAndTime, deviceTitle, endsAt, joined, placeTitle, timeAgo } from './describeSession.ts'
import { deviceIcon } from './deviceIcon.ts'
import { makeNode } from './makeNode.ts'
import type { SessionWords } from './sessionWords.ts'

export interface ShownSessions {
  state: OwnSessionsState
  isSignedIn: boolean
  /** Something is being ended: nothing else can be. */
  isBusy: boolean
  words: SessionWords
  /** BCP 47; undefined: the browser's. */
  language: string | undefined
  /** Milliseconds since the epoch. */
  now: number
}

export interface SessionActions {
  end: (session: OwnSession) => void
  endOthers: () => void
  refresh: () => void
}

interface ButtonLook {
  /** The same for the same button after every change, so that it keeps the focus. */
  key: string
  text: string
  isBusy: boolean
  danger?: boolean
  /** Where the text alone does not say which one. */
  label?: string
}

const button = ({ key, text, isBusy, danger, label }: ButtonLook, act: () => void): HTMLButtonElement => {
  const node = makeNode(
    'button',
    {
      type: 'button',
      part: 'button',
      'data-key': key,
      'aria-disabled': String(isBusy),
      ...(danger === true ? { class: 'danger' } : {}),
      ...(label === undefined ? {} : { 'aria-label': label }),
    },
    text,
  )
  node.addEventListener('click', () => {
    if (!isBusy) act()
  })
  return node
}

const facts = (session: OwnSession, { state, words, language, now }: ShownSessions): string => {
  const own = state.sessions?.find(({ isCurrent }) => isCurrent)
  const used = session.isCurrent
    ? words.signedIn(timeAgo(session.startedAt, now, language))
    : words.active(timeAgo(session.lastActiveAt, now, language))
  const application = session.client === own?.client ? null : session.client
  return joined([application, placeTitle(session, language), session.last.ip, used], ' · ')
}

const row = (session: OwnSession, shown: ShownSessions, { end }: SessionActions): HTMLLIElement => {
  const { words, language, isBusy } = shown
  const title = deviceTitle(session, words)
  const signOut = { key: session.id, text: words.signOut, label: words.signOutDevice(title), isBusy }
  return makeNode(
    'li',
    { part: 'session' },
    deviceIcon(session.device.type),
    makeNode(
      'div',
      { class: 'what' },
      makeNode('b', { part: 'device' }, title),
      session.isCurrent ? makeNode('span', { class: 'current' }, words.thisDevice) : null,
      makeNode('p', {}, facts(session, shown)),
      makeNode('p', {}, words.ends(dayAndTime(endsAt(session), language))),
    ),
    session.isCurrent ? null : button(signOut, () => end(session)),
  )
}

const note = (text: string, isFailure = false): HTMLParagraphElement =>
  makeNode('p', isFailure ? { class: 'note failed', role: 'alert' } : { class: 'note' }, text)

/** What stands above the list, or in its place. */
const noteOf = ({ state, isSignedIn, words }: ShownSessions): HTMLParagraphElement | null => {
  if (!isSignedIn) return note(words.notSignedIn)
  if (state.error !== null) return note(words.failed, true)
  return state.sessions === null ? note(words.loading) : null
}

/** The list and the buttons below it. */
export const sessionsView = (shown: ShownSessions, actions: SessionActions): HTMLElement => {
  const { state, isSignedIn, isBusy, words } = shown
  const live = isSignedIn ? liveSessions(state.sessions ?? []) : []
  const others = live.filter(({ isCurrent }) => !isCurrent).length
  const endOthers = { key: 'others', text: words.signOutOthers(others), isBusy, danger: true }
  const refresh = { key: 'refresh', text: words.refresh, isBusy: isBusy || state.isLoading }
  const list = makeNode('ul', {}, ...live.map((session) => row(session, shown, actions)))
  const buttons = makeNode(
    'footer',
    {},
    others > 0 ? button(endOthers, actions.endOthers) : makeNode('p', {}, live.length > 0 ? words.noOthers : ''),
    button(refresh, actions.refresh),
  )
  return makeNode('div', {}, noteOf(shown), live.length > 0 ? list : null, isSignedIn ? buttons : null)
}
