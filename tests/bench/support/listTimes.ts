import { tookTooLong } from '#services/postgres/unavailable.ts'

/** Milliseconds by what was asked, and by its order. */
export type Times = Map<string, Map<string, number[]>>

export const note = (times: Times, what: string, order: string, ms: number): void => {
  const orders = times.get(what) ?? new Map<string, number[]>()
  times.set(what, orders.set(order, [...(orders.get(order) ?? []), ms]))
}

/** How long it took; what is refused because it takes too long took so long. */
export const msOf = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await work().catch((error: unknown) => {
    if (!tookTooLong(error)) throw error
  })
  return performance.now() - began
}

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.ceil(values.length * share) - 1] ?? Number.NaN
const shown = (value: number): string => value.toFixed(1).padStart(8)
const allOf = (orders: ReadonlyMap<string, number[]> | undefined): number[] => [...(orders?.values() ?? [])].flat()
const slowestOf = (orders: ReadonlyMap<string, number[]>): string => {
  const [order, values] = [...orders].toSorted(
    ([, one], [, other]) => percentile(other, 0.5) - percentile(one, 0.5),
  )[0]!
  return order === '' ? '' : `  ${order} ${percentile(values, 0.5).toFixed(1)}`
}

/** One line for each thing asked: p50 and p99 with few sessions and with all, and how many times longer it took. */
export const printTimes = (few: Times, all: Times): void => {
  console.log(`${''.padEnd(50)}   p50     p99       p50     p99   ratio of p50, slowest order`)
  for (const [what, orders] of all) {
    const [before, after] = [allOf(few.get(what)), allOf(orders)]
    const [halfBefore, half] = [percentile(before, 0.5), percentile(after, 0.5)]
    const figures = [halfBefore, percentile(before, 0.99)].map(shown).join('')
    const later = [half, percentile(after, 0.99), half / halfBefore].map(shown).join('')
    console.log(`${what.padEnd(50)}${figures}  ${later}${slowestOf(orders)}`)
  }
}
