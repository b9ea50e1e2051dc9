import { execFile } from 'node:child_process'
import { readdir, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildClientPackage, clientPackage, typeMistakes } from '../../support/clientPackage.ts'
import { temporaryFolder } from '../../support/runningRollcall.ts'

const run = promisify(execFile)
const modules = resolve(import.meta.dirname, '../../../node_modules')
let project: Awaited<ReturnType<typeof temporaryFolder>>

const write = (name: string, content: string | object) =>
  writeFile(join(project.folder, name), typeof content === 'string' ? content : JSON.stringify(content))

/** What an application brings along that uses these entries. */
const bring = async (...names: string[]) => {
  for (const name of names) await symlink(join(modules, name), join(project.folder, 'node_modules', name))
}

beforeAll(async () => {
  project = await temporaryFolder('rollcall-consumer-')
  await buildClientPackage()
  const inProject = { cwd: project.folder }
  const { stdout } = await run('npm', ['pack', clientPackage, '--silent'], inProject)
  await write('package.json', { name: 'consumer', private: true, type: 'module' })
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${stdout.trim()}`], inProject)
})
afterAll(() => project.remove())

describe('the package of the client, installed from its tarball', () => {
  it('brings nothing along and holds no source', async () => {
    expect(await readdir(join(project.folder, 'node_modules'))).toEqual(['.package-lock.json', 'rollcall-client'])
    const files = await readdir(join(project.folder, 'node_modules', 'rollcall-client'), { recursive: true })
    expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([])
  })

  it('runs in Node, its custom element too as far as a server needs it', async () => {
    await write(
      'run.js',
      `import { createSessionClient, memoryStorage } from 'rollcall-client'
       import { createGuard } from 'rollcall-client/guard'
       import { defineSessionsElement } from 'rollcall-client/element'
       const client = createSessionClient({ baseUrl: 'http://localhost:1', tenant: 'acme', client: 'web', storage: memoryStorage(), live: 'off' })
       console.log(await client.shouldStaySignedIn(), typeof createGuard, defineSessionsElement(client))
       client.dispose()`,
    )
    const { stdout } = await run(process.execPath, ['run.js'], { cwd: project.folder })
    expect(stdout).toBe('false function undefined\n')
  })

  it('has types that lead nowhere else, and say what answers hold', async () => {
    await bring('@types', 'react', 'vue', 'vue-router')
    await write('tsconfig.json', {
      compilerOptions: {
        strict: true,
        noEmit: true,
        module: 'nodenext',
        target: 'es2022',
        lib: ['es2023', 'dom', 'dom.iterable'],
        types: ['node'],
        skipLibCheck: false,
      },
      files: ['consumer.ts'],
    })
    await write(
      'consumer.ts',
      `import { ApiError, createSessionClient, type SessionClient } from 'rollcall-client'
       import { createGuard, expressGuard, requireRole } from 'rollcall-client/guard'
       import type { SessionsElement } from 'rollcall-client/element'
       import { guardRoutes, useSession } from 'rollcall-client/vue'
       export const client: SessionClient = createSessionClient({ baseUrl: '', tenant: 'acme', client: 'web' })
       export const city: string | null | undefined = (await client.sessions())[0]?.last.place?.city
       // @ts-expect-error: the id is text, so types are not lost on the way
       export const id: number = (await client.status())!.session.id
       export const guard = expressGuard(createGuard({ baseUrl: '', audience: 'a', apiKey: 'k' }), requireRole('admin'))
       export const show = (element: SessionsElement) => { element.client = client }
       export const email = (): string | null => useSession().user.value?.email ?? null
       export const code = (error: unknown) => (error instanceof ApiError ? error.code : null)
       export { SessionManager } from 'rollcall-client/react'
       export { guardRoutes }`,
    )
    expect(await typeMistakes(project.folder)).toBe('')
  })
})
