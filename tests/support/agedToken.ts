import { postgresKeyStore } from '#services/sessions/tokens/postgresKeyStore.ts'
import { accessTokens, type NewAccessClaims } from '#services/sessions/tokens/accessToken.ts'
import { signingKeys } from '#services/sessions/tokens/signingKeys.ts'
import { decodeJwt } from './jwt.ts'
import { realAmbient } from './realAmbient.ts'
import type { TestRollcall } from './rollcall.ts'

/** The token as it would be had its person last proved who they are that long ago. */
export const agedToken = async (
  { database, url }: Pick<TestRollcall, 'database' | 'url'>,
  token: string,
  seconds: number,
): Promise<string> => {
  const ring = signingKeys(postgresKeyStore(database.databases.writer), database.masterKey, realAmbient)
  await ring.turn()
  const { iss: _iss, jti: _jti, iat: _iat, ...claims } = decodeJwt(token)
  const aged = { ...claims, auth_time: Math.floor(Date.now() / 1_000) - seconds } as unknown as NewAccessClaims
  return accessTokens(ring, url, realAmbient).issue(aged).token
}
