import { afterEach } from 'vitest'
import { leaveAll } from './dashboardPage.ts'

/** Nothing is laid out here: every element says that it is as large as a page, so that a table draws its first rows. */
for (const [side, pixels] of [
  ['offsetWidth', 1200],
  ['clientWidth', 1200],
  ['offsetHeight', 640],
  ['clientHeight', 640],
] as const)
  Object.defineProperty(HTMLElement.prototype, side, { configurable: true, get: () => pixels })

afterEach(leaveAll)
