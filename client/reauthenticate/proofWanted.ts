export interface ProofWanted {
  /** How long ago the last proof may be; null: the API does not say. */
  maxAgeSeconds: number | null
  /** What the proof has to amount to, as the claim `acr` says it, such as `urn:rollcall:acr:multi-factor`. Empty: the API does not say. */
  acrValues: readonly string[]
}

/** What an API that refuses a request wants first (RFC 9470, 3); null: it refuses for another reason, or does not. */
export const proofWanted = ({ status, headers }: Pick<Response, 'status' | 'headers'>): ProofWanted | null => {
  const challenge = headers.get('WWW-Authenticate') ?? ''
  if (status !== 401 || !challenge.includes('insufficient_user_authentication')) return null
  const maxAge = /max_age="?(\d+)/.exec(challenge)?.[1]
  const acr = /acr_values="([^"]+)"/.exec(challenge)?.[1]
  return { maxAgeSeconds: maxAge === undefined ? null : Number(maxAge), acrValues: acr?.split(' ') ?? [] }
}
