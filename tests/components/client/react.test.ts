import { act, createElement, type ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  SessionManager,
  SessionProvider,
  useSession,
  useSessionActivity,
  useSessionExpiry,
} from '../../../client/react/entry.ts'
import { eventually } from '../../support/eventually.ts'
import { now, ownId, rollcallDouble, row, signedInClient } from './rollcallDouble.ts'

let root: Root
const acting = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }

beforeEach(() => {
  acting.IS_REACT_ACT_ENVIRONMENT = true
  root = createRoot(document.body.appendChild(document.createElement('div')))
})
afterEach(() => {
  act(() => root.unmount())
  document.body.replaceChildren()
  acting.IS_REACT_ACT_ENVIRONMENT = false
})

/** Renders a component that uses the hook; `answer()` is what it last got. */
const hooked = async <Answer>(use: () => Answer, own: Parameters<typeof rollcallDouble>[1] = {}) => {
  const double = rollcallDouble([row('other')], own)
  const client = await signedInClient(double.fetch)
  let answer: Answer
  const Page = (): ReactNode => {
    answer = use()
    return null
  }
  act(() => root.render(createElement(SessionProvider, { client }, createElement(Page))))
  return { client, double, answer: () => answer }
}

describe('useSession in React', () => {
  it('knows who is signed in, and when nobody is any more', async () => {
    const { client, answer } = await hooked(useSession)
    expect(answer()).toMatchObject({ isSignedIn: true, user: { name: 'Rosa Delgado' }, session: { id: ownId } })
    act(() => client.ended({ cause: 'admin', message: 'Please sign in again.', endedAt: now }))
    expect(answer()).toMatchObject({ isSignedIn: false, user: null, state: { notice: { cause: 'admin' } } })
  })

  it('has the sessions once they are fetched, and ends all others', async () => {
    const { answer } = await hooked(useSession)
    const live = () => answer().sessions?.filter(({ status }) => status === 'active')
    expect(answer().sessions).toBe(null)
    await act(() => answer().fetchSessions())
    expect(live()).toHaveLength(2)
    await act(async () => expect(await answer().revokeAllSessions()).toBe(1))
    expect(live()).toHaveLength(1)
  })
})

describe('useSessionExpiry in React', () => {
  it('says that the end is near until somebody stays or does something', async () => {
    const near = { idleExpiresAt: '2026-11-21T06:01:00.000Z', lastActiveAt: '2026-11-21T05:01:00.000Z' }
    const { answer, double } = await hooked(() => ({ ...useSessionExpiry(), active: useSessionActivity() }), near)
    expect(answer()).toMatchObject({ isExpiringSoon: true, secondsLeft: 60, warning: { kind: 'idle' } })
    double.change(ownId, { idleExpiresAt: '2026-11-21T07:00:00.000Z', lastActiveAt: now })
    await act(() => answer().active())
    expect(answer()).toMatchObject({ isExpiringSoon: false, expiresAt: Date.parse('2026-11-21T07:00:00.000Z') })
  })
})

describe('SessionManager in React', () => {
  it('lists the sessions of the application’s client', async () => {
    const client = await signedInClient(rollcallDouble([row('other')]).fetch)
    act(() => root.render(createElement(SessionProvider, { client }, createElement(SessionManager))))
    const list = document.querySelector('rollcall-sessions')
    await eventually(() => expect(list!.shadowRoot!.querySelectorAll('li')).toHaveLength(2))
  })
})
