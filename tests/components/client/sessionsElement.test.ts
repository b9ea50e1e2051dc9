import { afterEach, describe, expect, it } from 'vitest'
import { defineSessionsElement, type SessionsElement } from '../../../client/element/entry.ts'
import { eventually } from '../../support/eventually.ts'
import { rollcallDouble, row, signedInClient } from './rollcallDouble.ts'

afterEach(() => document.body.replaceChildren())

const phone = { id: null, name: null, type: 'mobile', browser: 'Safari 18', os: 'iOS 18', fingerprint: null } as const
const others = [
  row('older', { lastActiveAt: '2026-11-20T06:00:00.000Z' }),
  row('phone', { client: 'shop-bar', device: phone, lastActiveAt: '2026-11-21T05:30:00.000Z' }),
  row('over', { status: 'revoked' }),
]

const shown = async (rollcall = rollcallDouble(others), set: (element: SessionsElement) => void = () => undefined) => {
  const client = await signedInClient(rollcall.fetch)
  defineSessionsElement()
  const element = document.createElement('rollcall-sessions')
  set(element)
  element.client = client
  document.body.append(element)
  const all = <Found extends Element = HTMLElement>(selector: string) => [
    ...element.shadowRoot!.querySelectorAll<Found>(selector),
  ]
  const rows = () => all('li').map((one) => one.textContent)
  const press = (name: string) => {
    const button = all('button').find((one) => (one.getAttribute('aria-label') ?? one.textContent) === name)
    button!.focus()
    button!.click()
  }
  const status = () => all('[role=status]')[0]!.textContent
  await eventually(() => expect(rows().length + all('[role=alert]').length).toBeGreaterThan(0))
  return { client, element, all, rows, press, status, rollcall }
}

describe('the list of own sessions', () => {
  it('has this device first, then the others, those used last on top, and none that is over', async () => {
    const { rows } = await shown(undefined, (element) => (element.lang = 'en-GB'))
    expect(rows()).toEqual([
      expect.stringMatching(/^Firefox on WindowsThis deviceHamburg, Germany · 198\.51\.100\.7 · signed in 1 hr/),
      expect.stringMatching(/^Safari on iOSshop-bar · Hamburg, Germany · 198\.51\.100\.7 · active 30 min.*Sign out$/),
      expect.stringMatching(/^Firefox on Windows.*active yesterdayEnds 28 Nov.*Sign out$/),
    ])
  })

  it('ends one, says so, and keeps the focus in the list', async () => {
    const { press, rows, status, element } = await shown()
    press('Sign out Safari on iOS')
    await eventually(() => expect(rows()).toHaveLength(2))
    expect(status()).toBe('1 device signed out.')
    expect(element.shadowRoot!.activeElement?.textContent).toBe('Refresh')
  })

  it('ends all others at once, and is then alone', async () => {
    const { press, rows, status, all } = await shown()
    press('Sign out 2 other devices')
    await eventually(() => expect(status()).toBe('2 devices signed out.'))
    expect(rows()).toHaveLength(1)
    expect(all('footer p')[0]!.textContent).toBe('You are signed in nowhere else.')
  })

  it('says what could not be ended or read, and keeps what it knew', async () => {
    const { press, rows, status, all, rollcall } = await shown()
    rollcall.fail('DELETE /v1/me/sessions/phone')
    press('Sign out Safari on iOS')
    await eventually(() => expect(status()).toBe('That did not work. Try again.'))
    rollcall.fail('GET /v1/me/sessions')
    press('Refresh')
    await eventually(() => expect(all('[role=alert]')[0]?.textContent).toBe('Your sessions could not be loaded.'))
    expect(rows()).toHaveLength(3)
    rollcall.mend()
    press('Refresh')
    await eventually(() => expect(all('[role=alert]')).toEqual([]))
  })

  it("shows a device's name as text, whatever is in it", async () => {
    const name = '<img src=x onerror=alert(1)>'
    const { rows, all } = await shown(rollcallDouble([], { device: { ...phone, name } }))
    expect(rows()[0]).toContain(name)
    expect(all('img')).toEqual([])
  })

  it("speaks the page's language where that is one, in the application's own words", async () => {
    const { rows } = await shown(undefined, (element) => {
      element.lang = 'de'
      element.words = { thisDevice: 'Dieses Gerät', signedIn: (ago) => `angemeldet ${ago}` }
    })
    expect(rows()[0]).toMatch(/Dieses Gerät.*Hamburg, Deutschland · .*angemeldet vor 1 Std/)
    document.body.replaceChildren()
    const other = await shown(undefined, (element) => (element.lang = 'en_no such'))
    expect(other.rows()).toHaveLength(3)
  })

  it('is empty once nobody is signed in', async () => {
    const { client, rows, all } = await shown()
    await client.signOut()
    expect(rows()).toEqual([])
    expect(all('.note')[0]!.textContent).toBe('You are signed out.')
    expect(all('button')).toEqual([])
  })

  it('takes the client it was defined with where it has none of its own', async () => {
    defineSessionsElement(await signedInClient(rollcallDouble(others).fetch))
    document.body.innerHTML = '<rollcall-sessions></rollcall-sessions>'
    const [element] = document.body.getElementsByTagName('rollcall-sessions')
    await eventually(() => expect(element!.shadowRoot!.querySelectorAll('li')).toHaveLength(3))
  })
})
