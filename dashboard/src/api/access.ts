import { shallowRef, type ShallowRef } from 'vue'
import { endAndSignIn, type ReachedLimit } from '#client/sessionLimit/reachedLimit.ts'
import type { Credentials, SessionClient, SessionState, SignOutState } from '#client/session/sessionClient.ts'

/** Who is signed in, for pages to watch: the session client with its state as Vue keeps it. */
export interface Access extends Pick<SessionClient, 'token' | 'renewed' | 'refresh' | 'signOut' | 'stay' | 'ended'> {
  readonly state: Readonly<ShallowRef<SessionState>>
  readonly signOutState: Readonly<ShallowRef<SignOutState>>
  signIn(credentials: Credentials): Promise<void>
  /** Goes on with a sign-in that would have been one session too many. */
  endAndSignIn(reached: Pick<ReachedLimit, 'choice'>, end: readonly string[]): Promise<void>
}

export const accessOf = (client: SessionClient): Access => {
  const state = shallowRef(client.state())
  const signOutState = shallowRef(client.signOutState())
  client.subscribe(() => {
    state.value = client.state()
    signOutState.value = client.signOutState()
  })
  const { token, renewed, refresh, signOut, stay, ended } = client
  const signIn = async (credentials: Credentials) => void (await client.signIn(credentials))
  const endSome: Access['endAndSignIn'] = async (reached, end) => void (await endAndSignIn(client, reached, end))
  return { state, signOutState, token, renewed, refresh, signIn, endAndSignIn: endSome, signOut, stay, ended }
}
