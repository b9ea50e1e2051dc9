import { describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { watchMissedPages } from '../../../dashboard/src/missedPage.ts'
import { settle } from '../../support/fakeTime.ts'

const open = async ({ answers }: { answers: boolean }) => {
  const blank = { render: () => null }
  let isThere = false
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', component: blank },
      {
        path: '/sessions',
        name: 'sessions',
        component: async () => {
          if (!isThere) throw new TypeError('Failed to fetch dynamically imported module')
          return blank
        },
      },
    ],
  })
  const anew: string[] = []
  const missed = watchMissedPages({ router, answers: async () => answers, beginAnew: (path) => void anew.push(path) })
  await router.push('/')
  const ask = () => router.push('/sessions?filter=x').catch(() => {})
  await ask()
  return { router, missed, anew, ask, arrive: () => (isThere = true) }
}

describe('a page that could not be loaded', () => {
  it('leaves the one before it, says so, and is forgotten once it is there', async () => {
    const { router, missed, anew, ask, arrive } = await open({ answers: false })
    expect(router.currentRoute.value.path).toBe('/')
    expect(missed.page.value?.name).toBe('sessions')
    await missed.partMissing()
    expect(anew).toEqual([])
    arrive()
    await ask()
    expect([router.currentRoute.value.path, missed.page.value]).toEqual(['/sessions', null])
  })

  it('begins anew at its address where the server answers: a newer dashboard was installed', async () => {
    const { missed, anew } = await open({ answers: true })
    await missed.partMissing()
    await settle()
    expect(anew).toEqual(['/sessions?filter=x'])
  })
})
