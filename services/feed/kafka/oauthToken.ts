import { z } from 'zod'

export interface OauthSettings {
  tokenUrl: string
  clientId: string
  clientSecret: string
  scope: string | undefined
  /** Milliseconds, monotonic. */
  now: () => number
}

const answer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().optional() })

const withinMs = 10_000
/** The client asks for a new token this long before the old one expires. */
const marginSeconds = 30
const unknownLifetimeSeconds = 60

const ask = async ({ tokenUrl, clientId, clientSecret, scope }: OauthSettings): Promise<z.infer<typeof answer>> => {
  const credentials = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) }),
    signal: AbortSignal.timeout(withinMs),
  })
  if (!response.ok) throw new Error(`The token endpoint answered ${response.status}; see KAFKA_OAUTH_TOKEN_URL`)
  return answer.parse(await response.json())
}

/** Answers access tokens by client credentials (RFC 6749, section 4.4); connections share a token while it is valid. */
export const oauthTokens = (settings: OauthSettings): (() => Promise<{ value: string }>) => {
  let token: { value: string; until: number } | undefined
  let asking: Promise<{ value: string }> | undefined
  const renew = async (): Promise<{ value: string }> => {
    const askedAt = settings.now()
    const { access_token: value, expires_in: seconds = unknownLifetimeSeconds } = await ask(settings)
    token = { value, until: askedAt + (seconds - marginSeconds) * 1_000 }
    return { value }
  }
  return async () => {
    if (token !== undefined && settings.now() < token.until) return { value: token.value }
    asking ??= renew().finally(() => (asking = undefined))
    return asking
  }
}
