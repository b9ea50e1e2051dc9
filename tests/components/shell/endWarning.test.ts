import { afterEach, describe, expect, it, vi } from 'vitest'
import EndWarning from '../../../dashboard/src/components/shell/EndWarning.vue'
import { usePreferences } from '../../../dashboard/src/stores/preferences.ts'
import { dashboardPage } from '../dashboardPage.ts'

afterEach(() => void vi.useRealTimers())

const lifetime = {
  lastActiveAt: '2026-11-21T13:05:00.000Z',
  idleExpiresAt: '2026-11-21T14:05:00.000Z',
  absoluteExpiresAt: '2026-11-28T13:05:00.000Z',
}

/** The page's clock ticks with timers of the browser. */
const open = async (now: string, life = lifetime) => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  let stays = 0
  const page = dashboardPage({ answers: () => undefined, now, lifetime: life, onStay: () => (stays += 1) })
  const wrapper = await page.show(EndWarning)
  usePreferences().timeZone = 'UTC'
  await page.drawn()
  return {
    wrapper,
    stays: () => stays,
    async pass(ms: number) {
      await page.pass(ms)
      vi.advanceTimersByTime(1_000)
      await page.drawn()
    },
  }
}

describe('a page that nobody uses', () => {
  it('says nothing until five minutes before its end, then when and why', async () => {
    const { wrapper, pass } = await open('2026-11-21T13:59:50.000Z')
    expect(wrapper.text()).toBe('')
    await pass(10_000)
    expect(wrapper.get('[role=alert]').text()).toContain(
      'You will be signed out at 14:05 because nobody used this tab.',
    )
    await pass(300_000)
    expect(wrapper.text()).toBe('')
  })

  it('offers a button to stay, which takes the focus like any other', async () => {
    const { wrapper, stays } = await open('2026-11-21T14:01:00.000Z')
    const button = wrapper.get<HTMLButtonElement>('button')
    expect(button.text()).toBe('Stay signed in')
    button.element.focus()
    expect(document.activeElement).toBe(button.element)
    await button.trigger('click')
    expect(stays()).toBe(1)
  })

  it('is warned in the last quarter of an idle limit under ten minutes', async () => {
    const short = { ...lifetime, lastActiveAt: '2026-11-21T14:01:00.000Z' }
    const { wrapper, pass } = await open('2026-11-21T14:03:58.000Z', short)
    expect(wrapper.text()).toBe('')
    await pass(2_000)
    expect(wrapper.text()).toContain('14:05')
  })

  it('is not told of an idle end behind the longest lifetime, which the server warns of', async () => {
    const { wrapper } = await open('2026-11-21T14:04:00.000Z', {
      ...lifetime,
      absoluteExpiresAt: '2026-11-21T14:04:30.000Z',
    })
    expect(wrapper.text()).toBe('')
  })
})
