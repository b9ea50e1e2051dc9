import { ApiError, type SessionClient } from 'rollcall-client'
import { defineSessionsElement } from 'rollcall-client/element'
import { endedWords } from './endedWords.ts'
import { readOrders } from './orders.ts'

type Child = Node | string

const node = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  settings: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] => {
  const made = Object.assign(document.createElement(tag), settings)
  made.append(...children)
  return made
}

const button = (text: string, onclick: () => void): HTMLButtonElement =>
  node('button', { type: 'button', onclick }, text)

const notice = (text: string): HTMLElement => node('p', { className: 'notice', role: 'alert' }, text)

const signInForm = (client: SessionClient): HTMLElement => {
  const email = node('input', { type: 'email', autocomplete: 'username', required: true })
  const password = node('input', { type: 'password', autocomplete: 'current-password', required: true })
  const signIn = async (): Promise<void> => {
    try {
      await client.signIn({ email: email.value, password: password.value })
    } catch (error) {
      form.before(notice(error instanceof ApiError ? error.message : 'That did not work.'))
    }
  }
  const onsubmit = (event: Event): void => {
    event.preventDefault()
    void signIn()
  }
  const form = node(
    'form',
    { onsubmit },
    node('label', {}, 'E-mail', email),
    node('label', {}, 'Password', password),
    node('button', { type: 'submit' }, 'Sign in'),
  )
  return form
}

const orderList = (client: SessionClient): HTMLElement => {
  const list = node('ul', { className: 'orders' })
  const load = async (): Promise<void> => {
    for (const { what, table } of await readOrders(client))
      list.append(node('li', {}, what, node('span', {}, `table ${table}`)))
  }
  load().catch(() => list.before(notice('The orders could not be read.')))
  return list
}

/** A front end without a framework: a form to sign in, or the orders and where else one is signed in. */
export const showCounter = (title: string, client: SessionClient): void => {
  const page = document.querySelector('#app')!
  defineSessionsElement(client)
  let shown = ''
  const show = (): void => {
    const state = client.state()
    // A newer token changes nothing on the page.
    const next = state.kind === 'signedIn' ? state.grant.session.id : state.kind
    if (next === shown) return
    shown = next
    if (state.kind !== 'signedIn') {
      const ended = endedWords(state)
      const asked = state.kind === 'signedOut' ? signInForm(client) : 'One moment…'
      return page.replaceChildren(node('h1', {}, title), ...(ended === null ? [] : [notice(ended)]), asked)
    }
    const { name } = state.grant.user
    const header = node(
      'header',
      {},
      node('h1', {}, title),
      name,
      button('Sign out', () => void client.signOut()),
    )
    const [orders, devices] = [node('h2', {}, 'Open orders'), node('h2', {}, 'Where you are signed in')]
    page.replaceChildren(header, orders, orderList(client), devices, node('rollcall-sessions'))
  }
  client.subscribe(show)
  show()
}
