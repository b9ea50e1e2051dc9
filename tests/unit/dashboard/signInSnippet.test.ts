import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { signInSnippet } from '../../../dashboard/src/components/applications/signInSnippet.ts'
import { acme, memoryInstallation, password, sessionStack, type Stack } from '../../support/sessionStack.ts'
import { testAmbient } from '../../support/testAmbient.ts'

interface Module {
  signIn(email: string, password: string): Promise<{ accessToken: string; refreshToken: string }>
  refresh(refreshToken?: string): Promise<{ accessToken: string; refreshToken: string }>
  signOut(refreshToken?: string): Promise<void>
  whoIs(accessToken: string): Promise<{ name: string } | null>
}

let stack: Stack
let folder: string
const { fetch } = globalThis
beforeEach(async () => {
  stack = await sessionStack(memoryInstallation(), testAmbient())
  folder = await mkdtemp(join(tmpdir(), 'snippet-'))
})
afterEach(async () => {
  globalThis.fetch = fetch
  await stack.stop()
  await rm(folder, { recursive: true })
})

const load = async (client: string, transport: 'bearer' | 'cookie'): Promise<Module> => {
  const file = join(folder, 'sign-in.mjs')
  await writeFile(file, signInSnippet({ url: stack.url, tenant: 'acme', client, transport }))
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Module
}

/** What a browser adds to the requests of a page: its origin and the cookies it was sent. */
const asBrowser = (origin: string): void => {
  const cookies = new Map<string, string>()
  globalThis.fetch = async (url, init = {}) => {
    const headers = new Headers(init.headers)
    headers.set('origin', origin)
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await fetch(url, { ...init, headers })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      cookies.set(name, value)
    }
    return response
  }
}

describe('the code that is offered to an application', () => {
  it('signs in, tells who it is, refreshes and signs out with tokens of its own', async () => {
    await acme(stack)
    const { signIn, refresh, signOut, whoIs } = await load('phone', 'bearer')
    const granted = await signIn('ann@acme.test', password)
    expect(await whoIs(granted.accessToken)).toMatchObject({ name: 'ann@acme.test' })
    const next = await refresh(granted.refreshToken)
    await signOut(next.refreshToken)
    expect(await whoIs(next.accessToken)).toBeNull()
    await expect(refresh(next.refreshToken)).rejects.toThrow('session-ended')
  })

  it('does so with a cookie that only the browser sees', async () => {
    const { tenantId, origin } = await acme(stack)
    const portal = { clientId: 'portal', name: 'Portal', audience: 'acme-portal', transport: 'cookie' as const }
    await stack.people.commands.registerApplication({ tenantId, ...portal, origins: ['self'] }, origin)
    const { signIn, refresh, signOut, whoIs } = await load('portal', 'cookie')
    asBrowser(stack.url)
    expect(await signIn('ann@acme.test', password)).not.toHaveProperty('refreshToken')
    const { accessToken } = await refresh()
    expect(await whoIs(accessToken)).toMatchObject({ name: 'ann@acme.test' })
    await signOut()
    expect(await whoIs(accessToken)).toBeNull()
  })

  it('knows nobody by the access token of another application', async () => {
    const { tenantId, origin } = await acme(stack)
    const other = { clientId: 'other', name: 'Other', audience: 'other', origins: [], transport: 'bearer' as const }
    await stack.people.commands.registerApplication({ tenantId, ...other }, origin)
    const theirs = await (await load('other', 'bearer')).signIn('ann@acme.test', password)
    const file = join(folder, 'phone.mjs')
    await writeFile(file, signInSnippet({ url: stack.url, tenant: 'acme', client: 'phone', transport: 'bearer' }))
    const { whoIs } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Module
    expect(await whoIs(theirs.accessToken)).toBeNull()
  })
})
