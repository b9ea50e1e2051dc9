import type { z } from 'zod'
import { checkedLinkShape, usedLinkShape } from '#events/wire/users.ts'
import { apiOver } from './api.ts'
import type { Http } from './http.ts'

export type LinkOwner = NonNullable<z.infer<typeof checkedLinkShape>['whose']>
/** Where the person can sign in now. */
export type UsedLink = z.infer<typeof usedLinkShape>

/** A link that lost its token when it was copied is not good, without asking the server. */
const looksWhole = (token: string): boolean => /^[\w-]{86}$/.test(token)

/** What a person does with an invite. The token is the part after the # of the link. */
export const inviteCalls = (http: Http, token: string) => {
  const api = apiOver(http)
  return {
    check: async (): Promise<LinkOwner | null> =>
      looksWhole(token)
        ? (await api.post('/v1/invites/check', { body: { token } }, checkedLinkShape)).body.whose
        : null,
    accept: async (chosen: { name: string; password: string }): Promise<UsedLink> =>
      (await api.post('/v1/invites/accept', { body: { token, ...chosen } }, usedLinkShape)).body,
  }
}

/** What a person does with the link that was sent to a new address. */
export const confirmEmailCalls = (http: Http, token: string) => {
  const api = apiOver(http)
  return {
    check: async (): Promise<LinkOwner | null> =>
      looksWhole(token)
        ? (await api.post('/v1/auth/email/check', { body: { token } }, checkedLinkShape)).body.whose
        : null,
    confirm: async (): Promise<UsedLink> =>
      (await api.post('/v1/auth/email/confirm', { body: { token } }, usedLinkShape)).body,
  }
}

/** What a person does with a link for a new password. */
export const resetCalls = (http: Http, token: string) => {
  const api = apiOver(http)
  return {
    check: async (): Promise<LinkOwner | null> =>
      looksWhole(token)
        ? (await api.post('/v1/auth/password/reset/check', { body: { token } }, checkedLinkShape)).body.whose
        : null,
    reset: async (next: string): Promise<UsedLink> =>
      (await api.post('/v1/auth/password/reset', { body: { token, next } }, usedLinkShape)).body,
  }
}
