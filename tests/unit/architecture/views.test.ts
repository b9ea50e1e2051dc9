import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inFoldOrder } from '#services/projections/fold/foldViews.ts'
import { views } from '#services/projections/views.ts'

const root = resolve(import.meta.dirname, '../../..')
const folder = 'services/projections'
const camelCase = (name: string): string => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** What serves every view alike: the machinery of projections, and everything outside that has to do with views. */
const shared = globSync(
  [
    `${folder}/{fold,live,rebuild,tables}/*.ts`,
    `${folder}/queries/{changesSince,readChanged,snapshot,systemView}.ts`,
  ].concat('services/{backup,consumers,ports,realtime}/**/*.ts', `${folder}/framedChanges.ts`),
  { cwd: root },
)
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')
const withoutComments = (text: string): string => text.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, '')

describe('a view', () => {
  it('has a folder of its own', () => {
    for (const { name } of views)
      expect(globSync(`${folder}/${camelCase(name)}/*View.ts`, { cwd: root }), name).toHaveLength(1)
  })

  it('is named by no file that serves every view', () => {
    expect(shared.length).toBeGreaterThan(60)
    // Those of one word are words of other things, too.
    const tables = views
      .flatMap(({ name, tables }) => [name, ...tables.map((table) => table.name)])
      .filter((name) => name.includes('_'))
    const naming = shared.flatMap((file) => {
      const text = withoutComments(textOf(file))
      return [...new Set(tables)]
        .filter((name) => new RegExp(`\\b${name}\\b`).test(text))
        .map((name) => `${file}: ${name}`)
    })
    expect(naming).toEqual([])
  })

  it('is imported by those that follow it and by the list of views, by nothing that serves every view', () => {
    const importing = shared
      .filter((file) => /\/(?:fold|live|rebuild|tables)\//.test(file) && !file.endsWith('fold/view.ts'))
      .filter((file) => views.some(({ name }) => textOf(file).includes(`/${camelCase(name)}/`)))
    expect(importing).toEqual([])
  })

  it('stands in the list once, and is folded behind those it follows', () => {
    expect(new Set(views.map(({ name }) => name)).size).toBe(views.length)
    const order = inFoldOrder(views)
    for (const view of views)
      for (const followed of view.follows) expect(order.indexOf(followed)).toBeLessThan(order.indexOf(view))
    expect(order).toHaveLength(views.length)
  })
})
