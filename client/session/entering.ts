import type { AccessNeeds } from './accessNeeds.ts'
import type { Pieces } from './accessPieces.ts'
import type { Grant } from './grant.ts'

/** A stored session goes on when the server says so. One whose access token is still good is not renewed for it. */
export const restoring =
  ({ calls, marks, store, isAbandoned }: AccessNeeds, pieces: Pieces, signOutAbandoned: () => Promise<void>) =>
  async (): Promise<void> => {
    const { holder, refresher, signOut, supply, adopt } = pieces
    const stored = await store.read()
    if (stored === null || (await marks.read()) !== null) {
      // Somebody may have signed in meanwhile.
      if (holder.state().kind === 'restoring') holder.leave(null, holder.next())
      return signOut.resume()
    }
    if (await isAbandoned()) return signOutAbandoned()
    const { grant, order } = stored
    if (grant === undefined || !supply.isFresh(grant)) return refresher.refresh()
    try {
      const { session, user, tenant } = await calls.current(grant.accessToken)
      adopt({ ...grant, session, user, tenant }, order)
    } catch {
      await refresher.refresh(grant.accessToken)
    }
  }

export const signingIn =
  ({ calls, marks, store, tabs }: AccessNeeds, { holder, presence, signOut, share }: Pieces) =>
  async (ask: () => Promise<Grant>): Promise<Grant> => {
    await signOut.tryBeforeSignIn()
    // In turn with refreshes, so that the answer to one does not come after the new session's cookie.
    return tabs.exclusively('refresh', async () => {
      const touches = presence.touches()
      const stored = await store.read()
      const grant = await ask()
      presence.told(touches)
      await marks.remove()
      signOut.over()
      await share(grant, holder.next(stored?.order))
      // A cookie is replaced at the server; a token is not, and would stay good unseen.
      if (stored?.grant?.refreshToken !== undefined) {
        const { tenant, refreshToken, accessToken } = stored.grant
        calls.logout({ tenant: tenant.slug, refreshToken, accessToken, cause: 'person' }).catch(() => {})
      }
      return grant
    })
  }

export const goingOn =
  ({ store, tabs }: AccessNeeds, { holder, share }: Pieces) =>
  (ask: (held: Grant | null) => Promise<Partial<Grant>>): Promise<void> =>
    // In turn with refreshes, so that none of what one of them brings is lost.
    tabs.exclusively('refresh', async () => {
      const stored = await store.read()
      const newer = stored !== null && stored.order > holder.order() ? stored.grant : undefined
      const held = newer ?? holder.grant()
      const changed = await ask(held)
      if (held !== null) await share({ ...held, ...changed }, holder.next(stored?.order))
    })

export const signingOut =
  ({ marks, store }: AccessNeeds, { holder, signOut, leaveEverywhere }: Pieces) =>
  async (cause: 'person' | 'inactivity' = 'person'): Promise<void> => {
    const held = holder.grant()
    const stored = held === null ? await store.read() : null
    const grant = held ?? stored?.grant
    const tenant = grant?.tenant.slug ?? stored?.tenant.slug
    if (tenant === undefined) return
    const marked = marks.leave({ tenant, confirmed: false, cause, refreshToken: grant?.refreshToken })
    leaveEverywhere({ cause, message: null }, { order: holder.next() })
    await marked
    await store.forget()
    await signOut.start(grant?.accessToken ?? null)
  }
