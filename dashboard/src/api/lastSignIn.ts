import type { SessionClient } from '#client/session/sessionClient.ts'
import type { Memory } from './memory.ts'

/** Who signed in here last. It fills in the sign-in form. */
export interface LastSignIn {
  tenant: { slug: string; name: string }
  /** Forgotten when the person signs out. */
  email: string
}

const key = 'rollcall.lastSignIn'

export interface LastSignIns {
  read(): LastSignIn | null
  write(last: LastSignIn): void
  forgetPerson(): void
}

export const lastSignIns = (memory: Memory): LastSignIns => ({
  read: () => memory.read<LastSignIn>(key),
  write: (last) => memory.write(key, last),
  forgetPerson() {
    const last = memory.read<LastSignIn>(key)
    if (last !== null) memory.write(key, { ...last, email: '' })
  },
})

export const rememberSignIns = (
  client: Pick<SessionClient, 'subscribe' | 'state' | 'onSignedOut'>,
  { write, forgetPerson }: LastSignIns,
): void => {
  client.subscribe(() => {
    const state = client.state()
    if (state.kind !== 'signedIn') return
    const { tenant, user } = state.grant
    write({ tenant: { slug: tenant.slug, name: tenant.name }, email: user.email })
  })
  client.onSignedOut(({ cause }) => {
    if (cause === 'person') forgetPerson()
  })
}
