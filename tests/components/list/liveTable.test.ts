import { describe, expect, it } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import type { ApiError } from '../../../dashboard/src/api/problem.ts'
import LiveTable from '../../../dashboard/src/components/list/LiveTable.vue'
import { provideListMemory } from '../../../dashboard/src/components/list/listMemory.ts'
import type { RowKind } from '../../../dashboard/src/components/list/rowKind.ts'
import { useLiveList, type LiveList } from '../../../dashboard/src/components/list/useLiveList.ts'
import { refusal } from '../../unit/dashboard/browser.ts'
import { dashboardPage } from '../dashboardPage.ts'

/** Rows of no feature: what the list can do with any. */
interface Fruit {
  id: string
  name: string
  weight: number
  version: number
  isRotten?: boolean
}
const fruit = (id: string, weight: number, more: Partial<Fruit> = {}): Fruit => ({
  id,
  name: `fruit ${id}`,
  weight,
  version: 1,
  ...more,
})
const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => fruit(`f${from + at}`, 1000 - from - at))

interface Page {
  rows: Fruit[]
  next: string | null
}
interface Orchard {
  pages: Record<string, Page>
  failure?: ApiError
}

const orchardKind = (orchard: Orchard): RowKind<Fruit> => ({
  idOf: ({ id }) => id,
  async read({ filter, cursor }) {
    if (orchard.failure !== undefined) throw orchard.failure
    const page = orchard.pages[cursor ?? filter]
    if (page === undefined) throw new Error(`no page ${cursor ?? filter}`)
    return { ...page, position: 'p1' }
  },
  inFrame: (frame) => frame as unknown as Fruit[],
  predicateOf:
    () =>
    ({ isRotten }) =>
      isRotten !== true,
  compareBy: () => (one, other) => other.weight - one.weight,
  isOlder: (row, listed) => row.version < listed.version,
  changedColumns: (before, after) => (before.weight === after.weight ? [] : ['weight']),
  isNew: () => true,
  isSelectable: ({ isRotten }) => isRotten !== true,
})
const shape = {
  columns: [
    { column: 'name' as const, title: 'Name', sort: 'name', width: 100, share: 1 },
    { column: 'weight' as const, title: 'Weight', sort: 'weight', startsDescending: true as const, width: 80 },
  ],
  droppedFirst: [],
  hasBox: true,
  hasMenu: true,
}

/** A page with one list, and a shell around it that outlives it. */
const openOrchard = async (orchard: Orchard, headingOf?: (row: Fruit, before: Fruit | null) => string | null) => {
  const page = dashboardPage({ answers: () => undefined })
  const asked = ref({ filter: '', sort: '-weight' })
  const isOpen = ref(true)
  const opened: string[] = []
  const sorts: string[] = []
  let list!: LiveList<Fruit>
  const OrchardPage = defineComponent(() => {
    list = useLiveList({ name: 'orchard', kind: orchardKind(orchard), asked })
    return () =>
      h(
        LiveTable<Fruit, 'name' | 'weight'>,
        {
          list,
          label: 'Fruit',
          shape,
          sort: asked.value.sort,
          nameOf: ({ name }: Fruit) => name,
          isDimmed: ({ left }) => left,
          ...(headingOf === undefined ? {} : { headingOf }),
          onOpen: ({ id }: Fruit) => void opened.push(id),
          onSort: (sort: string) => void sorts.push(sort),
        },
        {
          cells: ({ row, changed }: { row: Fruit; changed: ReadonlySet<string> }) => [
            h('div', { role: 'gridcell' }, row.name),
            h('div', { role: 'gridcell', class: { changed: changed.has('weight') } }, String(row.weight)),
          ],
        },
      )
  })
  const Shell = defineComponent(() => {
    provideListMemory()
    return () => (isOpen.value ? h(OrchardPage) : h('p', 'elsewhere'))
  })
  const wrapper = await page.show(Shell)
  const rows = () => wrapper.findAll('[role=rowgroup] [role=row]')
  return {
    page,
    wrapper,
    asked,
    isOpen,
    opened,
    sorts,
    list: () => list,
    rows,
    names: () => rows().map((row) => row.find('[role=gridcell]:not(.box)').text()),
    row: (name: string) => rows().find((row) => row.text().includes(name))!,
    chosen: () => wrapper.findAll('[role=row][aria-selected=true]').length,
    async key(key: string) {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
      await page.drawn()
    },
  }
}
type Opened = Awaited<ReturnType<typeof openOrchard>>
const choose = async ({ row, page }: Opened, name: string, shiftKey = false) => {
  await row(name).find('input').trigger('click', { shiftKey })
  await page.drawn()
}
const three = () => ({ pages: { '': { rows: [fruit('a', 3), fruit('b', 2), fruit('c', 1)], next: null } } })

describe('a live table', () => {
  it('draws the rows that are in sight, not all there are', async () => {
    const { rows, wrapper } = await openOrchard({ pages: { '': { rows: many(200), next: null } } })
    expect(rows().length).toBeGreaterThan(15)
    expect(rows().length).toBeLessThan(60)
    expect(wrapper.find('[role=grid]').attributes('aria-rowcount')).toBe('201')
  })

  it('reads the next page when the end of what is loaded comes in sight', async () => {
    const orchard = { pages: { '': { rows: many(30), next: 'more' }, more: { rows: many(30, 30), next: null } } }
    const { list } = await openOrchard(orchard)
    expect(list().rows.value).toHaveLength(60)
    expect(list().hasMore.value).toBe(false)
  })

  it('changes a row in its place and tints what changed for a second', async () => {
    const { page, names, wrapper } = await openOrchard(three())
    await page.frame([fruit('c', 9, { version: 2 })] as never)
    expect(names()).toEqual(['fruit a', 'fruit b', 'fruit c'])
    expect(wrapper.findAll('.changed').map((cell) => cell.text())).toEqual(['9'])
  })

  it('lets new rows in on top, and keeps them waiting while the pointer is over the rows', async () => {
    const { page, names, wrapper, list } = await openOrchard(three())
    await page.frame([fruit('d', 10)] as never)
    expect(names()[0]).toBe('fruit d')
    await wrapper.find('[role=grid]').trigger('pointerenter', { pointerType: 'mouse' })
    await page.frame([fruit('e', 11), fruit('f', 12)] as never)
    expect(names()).toEqual(['fruit d', 'fruit a', 'fruit b', 'fruit c'])
    expect(list().pill.value).toEqual({ words: '2 new', isQuiet: false })
    await list().tidy()
    await page.drawn()
    expect(names().slice(0, 3)).toEqual(['fruit f', 'fruit e', 'fruit d'])
    expect(list().pill.value.words).toBe('')
  })

  it('dims what left until it is tidied, and lets go of it where it was chosen', async () => {
    const opened = await openOrchard(three())
    const { page, row, names, list, chosen } = opened
    await choose(opened, 'fruit b')
    await page.frame([fruit('b', 2, { version: 2, isRotten: true })] as never)
    expect(row('fruit b').classes()).toContain('over')
    expect(row('fruit b').find('input').attributes('disabled')).toBeDefined()
    expect(chosen()).toBe(0)
    await list().tidy()
    await page.drawn()
    expect(names()).toEqual(['fruit a', 'fruit c'])
  })

  it('chooses rows one by one, by range, all, and none', async () => {
    const opened = await openOrchard({ pages: { '': { rows: many(6), next: null } } })
    const { chosen, wrapper, page, key } = opened
    await choose(opened, 'fruit f1')
    await choose(opened, 'fruit f4', true)
    expect(chosen()).toBe(4)
    await wrapper.find('[aria-label="Select all rows that are loaded"]').trigger('click')
    await page.drawn()
    expect(chosen()).toBe(6)
    await key('Escape')
    expect(chosen()).toBe(0)
  })

  it('is gone through, chosen from and opened by keys', async () => {
    const { key, opened, chosen, list } = await openOrchard(three())
    await key('j')
    await key('j')
    await key('x')
    expect([list().cursor.value, chosen()]).toEqual(['b', 1])
    await key('Enter')
    expect(opened).toEqual(['b'])
  })

  it('opens a row that is clicked, but not one whose box is', async () => {
    const openedPage = await openOrchard(three())
    await choose(openedPage, 'fruit a')
    expect(openedPage.opened).toEqual([])
    await openedPage.row('fruit a').trigger('click')
    expect(openedPage.opened).toEqual(['a'])
  })

  it('asks for the order of a column, the usual way round first', async () => {
    const { wrapper, sorts, asked, page } = await openOrchard(three())
    const sortBy = (title: string) =>
      wrapper
        .findAll('[role=columnheader] button')
        .find((button) => button.text() === title)
        ?.trigger('click')
    await sortBy('Name')
    await sortBy('Weight')
    asked.value = { filter: '', sort: 'name' }
    await page.drawn()
    await sortBy('Name')
    expect(sorts).toEqual(['name', 'weight', '-name'])
  })

  it('keeps what was chosen, the row the keys were on and what was loaded when its page is left and opened again', async () => {
    const orchard = { pages: { '': { rows: many(30), next: 'more' }, more: { rows: many(30, 30), next: null } } }
    const opened = await openOrchard(orchard)
    const { isOpen, page, chosen, list } = opened
    await choose(opened, 'fruit f2')
    await choose(opened, 'fruit f3')
    isOpen.value = false
    await page.drawn()
    isOpen.value = true
    await page.drawn()
    expect([chosen(), list().cursor.value, list().rows.value.length]).toEqual([2, 'f3', 60])
  })

  it('keeps nothing for another filter, and "all of the filter" for no other', async () => {
    const opened = await openOrchard({ pages: { ...three().pages, red: { rows: [fruit('a', 3)], next: null } } })
    const { isOpen, asked, page, chosen, list } = opened
    list().selection.selectFilter()
    await page.drawn()
    expect(chosen()).toBe(3)
    asked.value = { filter: 'red', sort: '-weight' }
    await page.drawn()
    expect(chosen()).toBe(0)
    await choose(opened, 'fruit a')
    isOpen.value = false
    asked.value = { filter: '', sort: '-weight' }
    await page.drawn()
    isOpen.value = true
    await page.drawn()
    expect(chosen()).toBe(0)
  })

  it('keeps its rows when a read fails, says so, and reads again by itself', async () => {
    const orchard: Orchard = { pages: { ...three().pages, red: { rows: [fruit('r', 1)], next: null } } }
    const { asked, page, list, names } = await openOrchard(orchard)
    orchard.failure = refusal(500, 'internal')
    asked.value = { filter: 'red', sort: '-weight' }
    await page.drawn()
    expect([names().length, list().failure.value?.code, list().unapplied.value]).toEqual([3, 'internal', 'filter'])
    delete orchard.failure
    await page.pass(2_000)
    expect([names(), list().failure.value, list().unapplied.value]).toEqual([['fruit r'], null, null])
  })

  it('puts a line above rows that begin something', async () => {
    const { wrapper } = await openOrchard(three(), (row, before) =>
      Math.ceil(row.weight / 2) === Math.ceil((before?.weight ?? 0) / 2)
        ? null
        : `up to ${Math.ceil(row.weight / 2) * 2}`,
    )
    expect(wrapper.findAll('.heading').map((line) => line.text())).toEqual(['up to 4', 'up to 2'])
  })
})
