import type { z } from 'zod'
import type { MailState } from '#events/wordLists.ts'
import {
  askedShape,
  disownedShape,
  keptMailShape,
  mailListShape,
  mailsSetUpShape,
  myNoticesShape,
  noticeShape,
} from '#events/wire/mails.ts'
import { pageOf } from '#events/wire/page.ts'
import { apiOver, nothing } from './api.ts'
import type { Http } from './http.ts'

export type MailList = z.infer<typeof mailListShape>
export type Mail = MailList['items'][number]
export type Notice = z.infer<typeof noticeShape>
export type MyNotices = z.infer<typeof myNoticesShape>

const kept = pageOf(keptMailShape)
export type KeptMails = z.infer<typeof kept>

/** Mails to a tenant's people, and what became of them. */
export const mailCalls = (http: Http) => {
  const api = apiOver(http)
  return {
    list: async (query: { state: MailState | null; cursor: string | null }, signal: AbortSignal): Promise<MailList> =>
      (await api.get('/v1/mails', { query, signal }, mailListShape)).body,
    sendAgain: (mailId: string) => api.post('/v1/mails/{mailId}/send-again', { params: { mailId } }, nothing),
    mailbox: async (cursor: string | null, signal: AbortSignal): Promise<KeptMails> =>
      (await api.get('/v1/mailbox', { query: { cursor }, signal }, kept)).body,
  }
}

/** What somebody does who has forgotten the password. */
export const forgotCalls = (http: Http) => {
  const api = apiOver(http)
  return {
    isSetUp: async (): Promise<boolean> =>
      (await api.get('/v1/auth/password/forgot', {}, mailsSetUpShape)).body.isSetUp,
    ask: (body: { tenant: string; email: string }) => api.post('/v1/auth/password/forgot', { body }, askedShape),
  }
}

/** What a person does with a notice. The token is the part after the # of the link. */
export const noticeCalls = (http: Http, token: string) => {
  const api = apiOver(http)
  const params = { token }
  return {
    read: async (): Promise<Notice> => (await api.get('/v1/notices/{token}', { params }, noticeShape)).body,
    disown: async (): Promise<boolean> =>
      (await api.post('/v1/notices/{token}/not-me', { params }, disownedShape)).body.mailed,
  }
}

export const myNoticeCalls = (http: Http) => {
  const api = apiOver(http)
  return {
    read: async (): Promise<MyNotices> => (await api.get('/v1/me/notices', {}, myNoticesShape)).body,
    choose: (body: MyNotices['switches']) => api.put('/v1/me/notices', { body }, nothing),
  }
}
