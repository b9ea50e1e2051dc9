import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  endAllRollcalls,
  type RunningRollcall,
  startRollcallProcess,
  temporaryFolder,
} from '../support/runningRollcall.ts'

const root = resolve(import.meta.dirname, '../..')

/** What the tests themselves are, or run already. */
const isCovered = (line: string): boolean =>
  /^(?:(?:[A-Z_]+=\S+ )*npm (?:start|test)\b|npx vitest |npm run (?:test:kafka|bench|types)\b|\.ci\/run\b)/.test(line)

/** The commands of a page, in order: what stands above may set what stands below. */
const commandsOf = (page: string): string =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)]
    .flatMap(([, block]) => block!.split('\n'))
    .filter((line) => !isCovered(line))
    .join('\n')

const pages = globSync(['README.md', 'docs/*.md'], { cwd: root })
  .map((page) => ({ page, commands: commandsOf(page) }))
  .filter(({ commands }) => commands.trim() !== '')
  .toSorted((one, other) => one.page.localeCompare(other.page))

let place: Awaited<ReturnType<typeof temporaryFolder>>
let rollcall: RunningRollcall

beforeAll(async () => {
  place = await temporaryFolder()
  rollcall = await startRollcallProcess({ data: place.folder, environment: { DEMO_RATE: '0' } })
}, 180_000)
afterAll(async () => {
  await endAllRollcalls()
  await place.remove()
})

const run = (commands: string): Promise<{ code: number; said: string }> =>
  new Promise((done) => {
    const env = { ...process.env, ROLLCALL: rollcall.url, ROLLCALL_DATA: place.folder }
    execFile('bash', ['-eux', '-o', 'pipefail', '-c', commands], { cwd: root, env }, (error, output, errors) => {
      done({ code: error === null ? 0 : Number(error.code ?? 1), said: `${errors}${output}` })
    })
  })

describe('the commands of every page', () => {
  it('are found', () => {
    expect(pages.map(({ page }) => page)).toContain('docs/developers.md')
  })

  it.each(pages)('work as $page says', { timeout: 240_000 }, async ({ commands }) => {
    const { code, said } = await run(commands)
    expect(code, said).toBe(0)
  })
})
