import { describe, expect, it } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import AppDialog from '../../../dashboard/src/components/controls/AppDialog.vue'
import { dashboardPage } from '../dashboardPage.ts'

const field = <Kind extends HTMLElement>(selector: string) => document.querySelector<Kind>(`[role=dialog] ${selector}`)!

/** A dialog with fields of its own, and a button that closes it. */
const open = async (shownOnce: string | null = null) => {
  const isOpen = ref(true)
  const isSent = ref(false)
  const page = dashboardPage({ answers: () => undefined })
  const fields = () => [
    h('textarea'),
    h('input', { type: 'checkbox' }),
    h('button', { id: 'cancel', onClick: () => (isOpen.value = false) }, 'Cancel'),
  ]
  const given = { title: 'Disable Ada', shownOnce, 'onUpdate:open': (next: boolean) => (isOpen.value = next) }
  const Page = defineComponent(
    () => () => h(AppDialog, { ...given, open: isOpen.value }, () => (isSent.value ? [h('p', 'Done')] : fields())),
  )
  await page.show(Page)
  return {
    isOpen,
    async send() {
      isSent.value = true
      await page.drawn()
    },
    question: () => document.querySelector<HTMLElement>('[role=alertdialog]'),
    async write(text: string) {
      const area = field<HTMLTextAreaElement>('textarea')
      area.focus()
      area.value = text
      area.dispatchEvent(new Event('input', { bubbles: true }))
      await page.drawn()
    },
    async click(selector: string) {
      field(selector).click()
      await page.drawn()
    },
    async escape() {
      const keydown = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true })
      document.activeElement!.dispatchEvent(keydown)
      await page.drawn()
    },
  }
}

describe('a dialog', () => {
  it('closes at once by Escape while nothing is written, and when it was taken back', async () => {
    const untouched = await open()
    await untouched.escape()
    expect(untouched.isOpen.value).toBe(false)
    const takenBack = await open()
    await takenBack.write('Left the company')
    await takenBack.write('')
    await takenBack.escape()
    expect(takenBack.isOpen.value).toBe(false)
  })

  it('asks before Escape or the cross lose what was written', async () => {
    const { write, escape, click, question, isOpen } = await open()
    await write('Left the company')
    await click('[aria-label=Close]')
    expect([isOpen.value, question()?.textContent]).toEqual([
      true,
      expect.stringContaining('What you wrote is lost when this closes.'),
    ])
    expect(document.activeElement?.textContent).toBe('Go on writing')
    await click('[role=alertdialog] .primary')
    expect([question(), field<HTMLTextAreaElement>('textarea').value]).toEqual([null, 'Left the company'])
    await escape()
    await click('[role=alertdialog] .btn')
    expect(isOpen.value).toBe(false)
  })

  it('asks before it closes over what is shown this once', async () => {
    const { escape, click, question, isOpen } = await open('key')
    await escape()
    expect([isOpen.value, question()?.textContent]).toEqual([
      true,
      expect.stringContaining('Nobody can look up the key once this is closed.'),
    ])
    await click('[role=alertdialog] .primary')
    expect([isOpen.value, question()]).toEqual([true, null])
    await escape()
    await click('[role=alertdialog] .btn')
    expect(isOpen.value).toBe(false)
  })

  it('goes on writing after a second Escape', async () => {
    const { write, escape, question, isOpen } = await open()
    await write('Left the company')
    await escape()
    await escape()
    expect([question(), isOpen.value, document.activeElement]).toEqual([null, true, field('textarea')])
  })

  it('asks for a box that was ticked too', async () => {
    const { click, escape, question } = await open()
    await click('input')
    await escape()
    expect(question()).not.toBeNull()
  })

  it('closes without asking by its own button, and once what was written is sent', async () => {
    const canceled = await open()
    await canceled.write('Left the company')
    await canceled.click('#cancel')
    expect(canceled.isOpen.value).toBe(false)
    const sent = await open()
    await sent.write('Left the company')
    await sent.send()
    await sent.escape()
    expect(sent.isOpen.value).toBe(false)
  })
})
