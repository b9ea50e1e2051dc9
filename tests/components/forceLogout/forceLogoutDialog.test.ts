import { describe, expect, it } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import type { ApiError } from '../../../dashboard/src/api/problem.ts'
import { unreachable } from '../../../dashboard/src/api/problem.ts'
import ForceLogoutDialog from '../../../dashboard/src/components/forceLogout/ForceLogoutDialog.vue'
import type { LogoutTarget } from '../../../dashboard/src/components/forceLogout/target.ts'
import { sessionRow } from '../../unit/filter/sessionRows.ts'
import { dashboardPage, type Asked } from '../dashboardPage.ts'

const operation = (more: object) => ({
  id: '0193a000-0000-7000-8000-0000000000cc',
  kind: 'sessions',
  filter: null,
  userId: null,
  by: { id: '0193a000-0000-7000-8000-0000000000dd', name: 'Rosa Delgado' },
  reason: 'Odd',
  message: null,
  ticket: null,
  startedAt: '2026-11-21T06:00:00.000Z',
  finishedAt: '2026-11-21T06:00:00.100Z',
  state: 'finished',
  sessions: 13,
  ended: 12,
  alreadyEnded: 1,
  spared: [],
  effect: null,
  ...more,
})

/** A page whose button opens the dialog for a choice that the preview finds `sessions` of. */
const open = async ({
  sessions = 13,
  carriedOut = {},
  failure,
}: { sessions?: number; carriedOut?: object; failure?: ApiError } = {}) => {
  let failing = failure
  const answers = ({ method, path }: Asked) => {
    if (path.endsWith('/preview')) return { sessions, users: 2, spared: [], sample: [sessionRow()], position: 'p1' }
    if (path.endsWith('/results')) return { items: [], nextCursor: null, total: 0 }
    if (method === 'POST' && failing !== undefined) throw failing
    return { operation: operation(carriedOut) }
  }
  const page = dashboardPage({ answers })
  const target = ref<LogoutTarget | null>(null)
  const choose = () => {
    target.value = { kind: 'sessions', sessionIds: ['a', 'b'] }
  }
  const Page = defineComponent(() => () => [
    h('button', { id: 'opener', onClick: choose }, 'Force logout…'),
    h(ForceLogoutDialog, {
      target: target.value,
      'onUpdate:target': (next: LogoutTarget | null) => (target.value = next),
    }),
  ])
  await page.show(Page)
  const opener = document.querySelector<HTMLElement>('#opener')!
  opener.focus()
  opener.click()
  await page.drawn()
  const dialog = () => document.querySelector<HTMLElement>('[role=dialog]')
  const button = (name: string) =>
    [...(dialog()?.querySelectorAll('button') ?? [])].find((one) => one.textContent.trim().startsWith(name))
  return {
    page,
    opener,
    dialog,
    button,
    text: () => dialog()?.textContent ?? '',
    works: () => (failing = undefined),
    starts: () => page.asked.filter(({ path }) => path === '/v1/operations'),
    async write(label: string, text: string) {
      const id = [...dialog()!.querySelectorAll('label')].find((one) => one.textContent.includes(label))!.htmlFor
      const field = document.getElementById(id) as HTMLInputElement
      field.value = text
      field.dispatchEvent(new Event('input', { bubbles: true }))
      await page.drawn()
      return field
    },
    async click(name: string) {
      button(name)!.click()
      await page.drawn()
    },
    async press(key: string, on: HTMLElement = document.activeElement as HTMLElement) {
      on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
      await page.drawn()
    },
  }
}

describe('the dialog that forces a logout', () => {
  it('says why its button does nothing, and goes to what is missing', async () => {
    const { text, click, starts, write } = await open({ sessions: 63 })
    expect(text()).toContain('Give a reason.')
    await click('Force logout 63')
    expect([starts().length, document.activeElement?.tagName]).toEqual([0, 'TEXTAREA'])
    await write('Reason', 'Odd')
    expect(text()).toContain('Type 63 to confirm.')
    await write('to confirm', '63')
    expect(text()).toContain('Recorded as an operation, by rosa@acme.test')
    await click('Force logout 63')
    expect(starts()).toHaveLength(1)
  })

  it('accounts for all that was promised', async () => {
    const { write, click, dialog, text } = await open({ sessions: 14 })
    await write('Reason', 'Odd')
    await click('Force logout')
    expect(dialog()?.querySelector('h2')?.textContent).toBe('12 ended, 2 had ended by themselves')
    expect(text()).toContain('2 had ended by themselves since the preview')
  })

  it('asks before it loses what was written, and closes at once where nothing was', async () => {
    const { write, press, dialog, text, click } = await open()
    await write('Reason', 'Odd')
    await press('Escape')
    expect(text()).toContain('What you wrote is lost when this closes.')
    await press('Escape')
    expect(text()).not.toContain('What you wrote is lost')
    await press('Escape')
    await click('Discard it')
    expect(dialog()).toBeNull()
    const untouched = await open()
    await untouched.press('Escape')
    expect(untouched.dialog()).toBeNull()
  })

  it('ends nobody by Enter in a field of one line', async () => {
    const { write, press, starts } = await open()
    await write('Reason', 'Odd')
    const ticket = await write('Ticket', 'SEC-1')
    const isPrevented = !ticket.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }),
    )
    await press('Enter', ticket)
    expect([isPrevented, starts().length]).toEqual([true, 0])
  })

  it('gives the focus back to what opened it', async () => {
    const { click, opener } = await open()
    await click('Keep them signed in')
    expect(document.activeElement).toBe(opener)
  })

  it('says what a field takes before it cuts', async () => {
    const { write, text } = await open()
    expect(text()).toContain('Up to 500 characters')
    await write('Reason', 'a'.repeat(450))
    expect(text()).toContain('50 of 500 characters left')
  })

  it('is one order under one key, however often it is given without an answer', async () => {
    const { write, click, starts, works } = await open({ failure: unreachable() })
    await write('Reason', 'Odd')
    await click('Force logout')
    await click('Force logout')
    await write('Reason', 'Odder')
    await click('Force logout')
    works()
    await click('Force logout')
    const [first, second, other, last] = starts().map(({ idempotencyKey }) => idempotencyKey)
    expect([first === second, first === other, other === last]).toEqual([true, false, true])
  })
})
