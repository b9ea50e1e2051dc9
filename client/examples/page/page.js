import { defineSessionsElement } from './rollcall-client/element.js'
import { createSessionClient } from './rollcall-client/session.js'

const client = createSessionClient({ baseUrl: '', tenant: 'acme', client: 'shop-customer' })
const form = document.querySelector('form')
const who = document.querySelector('#who')

const words = (state) => {
  if (state.kind === 'signedIn') return `${state.grant.user.name} is signed in`
  if (state.kind === 'signedOut') return state.notice?.message ?? 'Nobody is signed in'
  return 'One moment…'
}
const show = () => {
  const state = client.state()
  form.hidden = state.kind !== 'signedOut'
  who.textContent = words(state)
}

const signIn = async () => {
  try {
    await client.signIn(Object.fromEntries(new FormData(form)))
  } catch (error) {
    who.textContent = error.message
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void signIn()
})
client.subscribe(show)
show()
defineSessionsElement(client)
