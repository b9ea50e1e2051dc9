/** A guard for express that runs as it is, for who does not install the client's package. */
export const guardSnippet = (
  url: string,
): string => `// guard.mjs: Node.js 22 or later, no package needed. app.use(guard) lets in only who is still signed in.
import { createPublicKey, verify } from 'node:crypto'

const rollcall = process.env.ROLLCALL ?? ${JSON.stringify(url)}
const { ROLLCALL_KEY: key, AUDIENCE: audience } = process.env // an API key for guards; your application's audience
const name = process.env.HOSTNAME ?? 'guard-1' // another for each process
const asKey = { 'rollcall-key': key }
const ended = new Map() // sessions that are over, until their last access token has expired
let outdated = [] // whose older tokens are not good
let [tenant, position, heardAt] = ['', '', 0]

const take = (event, data) => {
  if (event === 'reset') (ended.clear(), (outdated = []), (tenant = data.tenantId), (heardAt = 0))
  if (event === 'ended') ended.set(data.sessionId, data.exp)
  if (event === 'not-before') outdated.push(data)
  if (event === 'beat') heardAt = Date.now()
  position = data.position ?? position
}
const confirm = () => {
  const body = JSON.stringify({ position, guard: name })
  const headers = { ...asKey, 'content-type': 'application/json' }
  return fetch(\`\${rollcall}/v1/revocations/confirm\`, { method: 'POST', headers, body })
}
const follow = async () => {
  const query = new URLSearchParams({ guard: name, ...(position === '' ? {} : { since: position }) })
  const { body } = await fetch(\`\${rollcall}/v1/revocations?\${query}\`, { headers: asKey })
  let text = ''
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const events = (text + chunk).split('\\n\\n')
    text = events.pop()
    for (const each of events) {
      const [, event, data] = /^event: (.+)\\n(?:id: .+\\n)?data: (.+)$/.exec(each) ?? []
      if (event !== undefined) take(event, JSON.parse(data))
    }
    if (position !== '') confirm().catch(() => {})
  }
}
const again = () => follow().catch(() => {}).finally(() => setTimeout(again, 200 + Math.random() * 800))
again()
setInterval(() => {
  const now = Date.now() / 1000
  for (const [sid, exp] of ended) if (exp < now) ended.delete(sid)
  outdated = outdated.filter(({ exp }) => exp >= now)
}, 60_000)

const keys = new Map()
let askedAt = 0
const keyOf = async (kid) => {
  if (!keys.has(kid) && Date.now() - askedAt > 5_000) {
    askedAt = Date.now()
    const answer = await (await fetch(\`\${rollcall}/.well-known/jwks.json\`)).json()
    for (const jwk of answer.keys) keys.set(jwk.kid, createPublicKey({ key: jwk, format: 'jwk' }))
  }
  return keys.get(kid)
}
const read = (part) => JSON.parse(Buffer.from(part, 'base64url'))
const claimsOf = async (token) => {
  const [head, body, signature] = token.split('.')
  const signed = await keyOf(read(head).kid)
  const isOurs = signed && verify(null, Buffer.from(\`\${head}.\${body}\`), signed, Buffer.from(signature, 'base64url'))
  const claims = read(body)
  return isOurs && claims.aud === audience && claims.exp * 1000 > Date.now() ? claims : null
}
const isOver = ({ sid, sub, client_id: client, gen }) => {
  const [ofTenant, ofUser] = gen.split('.').map(Number)
  const isOlder = (one) => (one.scope === 'user' ? one.id === sub && ofUser < one.gen : ofTenant < one.gen)
  const isMeant = (one) => (one.client ?? client) === client && !one.except.includes(sid)
  return ended.has(sid) || outdated.some((one) => isOlder(one) && isMeant(one))
}
const ask = async (token) => {
  const body = new URLSearchParams({ token })
  const answer = await fetch(\`\${rollcall}/v1/token/introspect\`, { method: 'POST', headers: asKey, body })
  return (await answer.json()).active === true
}
/** By what it was told while that is fresh; else it asks, and lets nobody in while nobody answers. */
const isGood = (claims, token) =>
  Date.now() - heardAt < 3_000 ? claims.tid === tenant && !isOver(claims) : ask(token).catch(() => false)

export const guard = async (request, response, next) => {
  const token = /^Bearer (\\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  const claims = await claimsOf(token).catch(() => null)
  if (claims === null || !(await isGood(claims, token))) return void response.writeHead(401).end()
  request.person = claims
  next()
}
`
