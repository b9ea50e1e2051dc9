import { z } from 'zod'
import type { DemoDevice } from './devices.ts'
import type { Location } from './networks.ts'
import type { Person } from './people.ts'
import type { Post, Reply, Sender } from './publicApi.ts'
import { demoPassword } from './signIns.ts'

/** Somebody signed in through the API: what an application on that device would hold. Tokens live in memory only. */
export interface Guest {
  person: Person
  device: DemoDevice
  address: string
  roams: Location | null
  refreshToken: string
  /** Null for a session taken over from the history, until its first refresh. */
  access: { token: string; expiresAt: number } | null
  /** Names a refresh until it is answered, so that the guest can ask again for a lost answer. */
  attempt: string | null
  signedInAt: number
  leavesAt: number
  signsOut: boolean
}

export type Arrival = Omit<Guest, 'refreshToken' | 'access' | 'attempt'>

/** What a call means for the guest who made it. */
export type Fate = 'stays' | 'gone' | { waitMs: number }

const grantSchema = z.object({ accessToken: z.string(), accessExpiresAt: z.string(), refreshToken: z.string() })

const retryMs = 2_000
/** An access token this close to its end is renewed before the next call. */
const renewBeforeMs = 90_000

const senderOf = ({ address, device, access }: Pick<Guest, 'address' | 'device'> & Partial<Guest>): Sender => ({
  address,
  userAgent: device.userAgent,
  ...(access === undefined || access === null ? {} : { accessToken: access.token }),
})

const patience = (reply: Exclude<Reply, { outcome: 'done' }>): Fate => {
  if (reply.outcome === 'unreachable') return { waitMs: retryMs }
  if (reply.waitMs !== null) return { waitMs: reply.waitMs }
  return reply.status >= 500 ? { waitMs: retryMs } : 'gone'
}

const accessOf = ({ accessToken, accessExpiresAt }: z.infer<typeof grantSchema>) => ({
  token: accessToken,
  expiresAt: Date.parse(accessExpiresAt),
})

export interface Door {
  post: Post
  now: () => number
  /** Random, base64url, 128 bits. */
  attempt: () => string
}

/** Signs in. `guest` is null when the sign-in failed. A wrong `password` is passed where somebody guesses. */
export const enter = async (
  { post }: Door,
  arrival: Arrival,
  password = demoPassword,
): Promise<{ guest: Guest | null; fate: Fate }> => {
  const { person, device } = arrival
  const body = {
    tenant: person.tenant,
    email: person.email,
    password,
    client: device.clientId,
    transport: 'bearer',
    device: device.said,
  }
  const reply = await post('/v1/auth/login', body, senderOf(arrival))
  if (reply.outcome !== 'done') return { guest: null, fate: patience(reply) }
  const grant = grantSchema.parse(reply.body)
  const { refreshToken } = grant
  return { guest: { ...arrival, refreshToken, access: accessOf(grant), attempt: null }, fate: 'stays' }
}

export const refresh = async ({ post, attempt }: Door, guest: Guest): Promise<Fate> => {
  guest.attempt ??= attempt()
  const { refreshToken } = guest
  const sender = senderOf({ address: guest.address, device: guest.device })
  const reply = await post('/v1/auth/refresh', { refreshToken, attempt: guest.attempt }, sender)
  if (reply.outcome !== 'done') return patience(reply)
  const grant = grantSchema.parse(reply.body)
  guest.attempt = null
  guest.refreshToken = grant.refreshToken
  guest.access = accessOf(grant)
  return 'stays'
}

/** Records activity in the application. An access token that is outdated or near its end is renewed instead. */
export const act = async (door: Door, guest: Guest): Promise<Fate> => {
  if (guest.access === null || guest.access.expiresAt - door.now() < renewBeforeMs) return refresh(door, guest)
  const reply = await door.post('/v1/auth/session/activity', {}, senderOf(guest))
  if (reply.outcome === 'done') return 'stays'
  if (reply.outcome === 'refused' && reply.code === 'token-outdated') return refresh(door, guest)
  return patience(reply)
}

export const leave = async ({ post }: Door, guest: Guest): Promise<Fate> => {
  const reply = await post('/v1/auth/logout', { refreshToken: guest.refreshToken, cause: 'person' }, senderOf(guest))
  return reply.outcome === 'done' ? 'gone' : patience(reply)
}

/** Presents a copied refresh token from another device and address, as a thief does. */
export const presentCopy = ({ post }: Door, refreshToken: string, thief: Pick<Guest, 'address' | 'device'>) =>
  post('/v1/auth/refresh', { refreshToken }, senderOf(thief))
