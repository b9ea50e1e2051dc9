import { expect, it } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import PasswordField from '../../../dashboard/src/components/controls/PasswordField.vue'
import { dashboardPage } from '../dashboardPage.ts'

const open = async () => {
  const password = ref('')
  const page = dashboardPage({ answers: () => undefined })
  const given = { label: 'Password', autocomplete: 'current-password' as const }
  const Page = defineComponent(
    () => () =>
      h(PasswordField, {
        ...given,
        modelValue: password.value,
        'onUpdate:modelValue': (typed: string) => (password.value = typed),
      }),
  )
  await page.show(Page)
  return { page, password, input: document.querySelector('input')! }
}

it('masks what is typed until its person asks to see it', async () => {
  const { page, input } = await open()
  expect(input.type).toBe('password')
  document.querySelector<HTMLElement>('[aria-label="Show the password"]')!.click()
  await page.drawn()
  expect(input.type).toBe('text')
  document.querySelector<HTMLElement>('[aria-label="Hide the password"]')!.click()
  await page.drawn()
  expect(input.type).toBe('password')
})

it('takes what is pasted, and names itself for password managers', async () => {
  const { input, password } = await open()
  expect(input.dispatchEvent(new Event('paste', { bubbles: true, cancelable: true }))).toBe(true)
  input.value = 'a pasted passphrase of forty characters!'
  input.dispatchEvent(new Event('input', { bubbles: true }))
  expect(password.value).toBe('a pasted passphrase of forty characters!')
  expect([input.autocomplete, input.maxLength]).toEqual(['current-password', -1])
})
