import { shallowRef, type ShallowRef } from 'vue'
import type { Grant, SignedOutNotice } from './grant.ts'
import type { LastSignIns } from './lastSignIn.ts'
import type { ApiError } from './problem.ts'

export type AccessState =
  | { kind: 'restoring' }
  /** Nobody can say yet whether this browser is signed in. */
  | { kind: 'unreachable'; error: ApiError }
  | { kind: 'signedOut'; notice: SignedOutNotice | null }
  | { kind: 'signedIn'; grant: Grant }

/** Who is signed in on this page; the access token lives here and nowhere else. */
export interface AccessHolder {
  readonly state: ShallowRef<AccessState>
  grant(): Grant | null
  adopt(grant: Grant): void
  leave(notice: SignedOutNotice | null): void
  /** Takes note that the server did not answer. A person who is signed in stays so. */
  wonder(error: ApiError): void
}

export const createAccessHolder = (lastSignIn: LastSignIns, onOtherPerson: () => void): AccessHolder => {
  const state = shallowRef<AccessState>({ kind: 'restoring' })
  const grantHeld = () => (state.value.kind === 'signedIn' ? state.value.grant : null)
  return {
    state,
    grant: grantHeld,
    adopt(grant) {
      const before = grantHeld()
      const { tenant, user } = grant
      state.value = { kind: 'signedIn', grant }
      lastSignIn.write({ tenant: { slug: tenant.slug, name: tenant.name }, email: user.email })
      if (before !== null && before.user.id !== user.id) onOtherPerson()
    },
    leave(notice) {
      if (state.value.kind !== 'signedOut' || notice !== null) state.value = { kind: 'signedOut', notice }
    },
    wonder(error) {
      if (state.value.kind !== 'signedIn') state.value = { kind: 'unreachable', error }
    },
  }
}
