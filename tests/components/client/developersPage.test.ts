import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildClientPackage } from '../../support/clientPackage.ts'
import { consumerProject, developersCode } from '../../support/developersPage.ts'
import { eventually } from '../../support/eventually.ts'
import { rollcallDouble, row } from './rollcallDouble.ts'

let project: Awaited<ReturnType<typeof consumerProject>>
const { fetch } = globalThis

beforeAll(async () => {
  // As in browsers without Web Locks; the page here has null.
  Object.defineProperty(navigator, 'locks', { configurable: true, value: undefined })
  await buildClientPackage()
  project = await consumerProject(developersCode())
})
afterAll(async () => {
  globalThis.fetch = fetch
  document.body.replaceChildren()
  localStorage.clear()
  await project.remove()
})

const found = <Found extends Element>(selector: string): Promise<Found> =>
  eventually(() => {
    const element = document.querySelector<Found>(selector)
    expect(element).not.toBe(null)
    return element!
  })

describe('the applications that developers read about', () => {
  it.each([
    ['Vue', 'main.ts'],
    ['React', 'App.tsx'],
  ])('of %s signs in, lists the sessions, and signs out', async (_, file) => {
    globalThis.fetch = rollcallDouble([row('other')]).fetch
    document.body.innerHTML = '<div id="app"></div>'
    await import(/* @vite-ignore */ `${project.folder}/${file}`)
    for (const [name, value] of [
      ['email', 'rosa@acme.test'],
      ['password', 'x'],
    ]) {
      const input = await found<HTMLInputElement>(`input[type=${name}]`)
      input.value = value!
      input.dispatchEvent(new Event('input'))
    }
    ;(await found<HTMLButtonElement>('form button')).click()
    const list = await found('rollcall-sessions')
    await eventually(() => expect(list.shadowRoot!.querySelectorAll('li')).toHaveLength(2))
    expect(document.body.textContent).toContain('Rosa Delgado')
    ;(await found<HTMLButtonElement>('p button')).click()
    await found('form')
  })

  it('asks for a code where a sign-in wants a second factor', async () => {
    const double = rollcallDouble([])
    const asked: unknown[] = []
    globalThis.fetch = async (input, init) => {
      const { pathname, origin } = new URL(String(input))
      if (pathname === '/v1/auth/login') {
        const required = { challenge: 'sealed', expiresAt: '', methods: ['totp'], trustDeviceDays: 0 }
        return Response.json(
          { title: '', status: 401, code: 'second-factor-required', id: '', ...required },
          { status: 401 },
        )
      }
      if (pathname !== '/v1/auth/second-factor') return double.fetch(input, init)
      asked.push(JSON.parse(String(init?.body)))
      return double.fetch(`${origin}/v1/auth/login`, init)
    }
    const { client } = await import(/* @vite-ignore */ `${project.folder}/session.ts`)
    const { secondStep } = await import(/* @vite-ignore */ `${project.folder}/secondStep.ts`)
    const refusal: unknown = await client
      .signIn({ email: 'rosa@acme.test', password: 'x' })
      .catch((error: unknown) => error)
    await secondStep(refusal, async () => '287082')
    expect(asked).toEqual([{ challenge: 'sealed', method: 'totp', code: '287082' }])
    expect(client.isSignedIn()).toBe(true)
    client.dispose()
  })
})
