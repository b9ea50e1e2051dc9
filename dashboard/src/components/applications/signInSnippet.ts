export interface SnippetOf {
  /** Where Rollcall is reached, without a slash at its end. */
  url: string
  tenant: string
  client: string
  transport: 'bearer' | 'cookie'
}

const named = ({ url, tenant, client }: SnippetOf): string => `const rollcall = ${JSON.stringify(url)}
const tenant = ${JSON.stringify(tenant)}
const client = ${JSON.stringify(client)}
`

const answered = `const answered = async (response) => {
  const body = response.status === 204 ? null : await response.json()
  if (!response.ok) throw new Error(\`\${body.code}: \${body.detail ?? body.title}\`)
  return body
}
`

const attempt = `/** Random bits that let a refresh be repeated when its answer was lost. */
const newAttempt = () =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
    .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
`

const check = `/** Who holds this access token of your application; null: nobody any more. Ask before you answer a request. */
export const whoIs = async (accessToken) => {
  const response = await fetch(\`\${rollcall}/v1/auth/session\`, { headers: { authorization: \`Bearer \${accessToken}\` } })
  if (response.status === 401) return null
  const { user, session } = await answered(response)
  return session.client === client ? user : null
}
`

const bearer = (
  of: SnippetOf,
): string => `// Node.js 20 or later, no package needed. Try it: node sign-in.mjs ann@example.com 'her password'
${named(of)}
${answered}
const post = async (path, body) =>
  answered(
    await fetch(rollcall + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )

${attempt}
/** Keep both tokens: the access token goes with each request, the refresh token is good once. */
export const signIn = (email, password) => post('/v1/auth/login', { tenant, client, email, password })
export const refresh = (refreshToken, attempt = newAttempt()) => post('/v1/auth/refresh', { refreshToken, attempt })
export const signOut = (refreshToken) => post('/v1/auth/logout', { refreshToken })

${check}
const [email, password] = process.argv.slice(2)
if (email !== undefined) {
  const { accessToken, refreshToken } = await signIn(email, password)
  const person = await whoIs(accessToken)
  console.log(\`\${person.name} is signed in\`)
  const next = await refresh(refreshToken)
  await signOut(next.refreshToken)
  console.log((await whoIs(next.accessToken)) === null ? 'and out again' : 'and still is')
}
`

const cookie = (
  of: SnippetOf,
): string => `// A module for pages on the host of Rollcall. The browser keeps the refresh token where no script can read it.
${named(of)}
${answered}
const post = async (path, body) =>
  answered(
    await fetch(rollcall + path, {
      method: 'POST',
      credentials: 'include',
      headers: { 'content-type': 'application/json', 'rollcall-client': client },
      body: JSON.stringify({ tenant, client, ...body }),
    }),
  )

${attempt}
/** Keep the access token in memory; ask for another with refresh() before it expires and when the page is opened. */
export const signIn = (email, password) => post('/v1/auth/login', { email, password })
export const refresh = (attempt = newAttempt()) => post('/v1/auth/refresh', { attempt })
export const signOut = () => post('/v1/auth/logout', {})

${check}`

/** A module that signs people in to an application and asks whether they still are. It runs as it is. */
export const signInSnippet = (of: SnippetOf): string => (of.transport === 'bearer' ? bearer(of) : cookie(of))
