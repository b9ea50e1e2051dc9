import type { Role } from '#events/tenant/events.ts'

/** What login and refresh answer: who is signed in, and an access token that lives in memory only. */
export interface Grant {
  accessToken: string
  accessExpiresAt: string
  session: { id: string; lastActiveAt: string; idleExpiresAt: string; absoluteExpiresAt: string }
  user: { id: string; email: string; name: string; roles: readonly Role[]; mustChangePassword: boolean }
  tenant: { id: string; slug: string; name: string; simulated: boolean }
}

/** Why this browser is signed out, for the page that says so. */
export interface SignedOutNotice {
  cause: string
  message: string | null
  endedAt: string
  tenant: { slug: string; name: string }
  email: string
}
