/** Who asks for a turn. */
export interface Asker {
  tenant: string
  /** Turns are fair between the people of one tenant too. Absent: the tenant counts as one person. */
  person?: string
  /** Goes before all askers without it, except at every fourth turn. */
  isFirst?: boolean
}

export interface Waiting {
  asker: Asker
  /** When the wait ends without a turn; milliseconds, monotonic. */
  until: number
  call: () => void
  refuse: (error: Error) => void
}

export interface WaitingLine {
  join(waiting: Waiting): void
  /** Takes out the next one among those that may begin. */
  next(mayBegin: (asker: Asker) => boolean): Waiting | undefined
  /** Takes out those that `hasToLeave` accepts: of each person the first ones, up to one that it does not. */
  leave(hasToLeave: (waiting: Waiting) => boolean): Waiting[]
  /** Estimates how many would get their turn before an asker who joins now. */
  before(asker: Asker): number
  /** The one who has waited longest. */
  first(): Waiting | undefined
  /** One asker for each waiting tenant and person. */
  askers(): Asker[]
  length(): number
}

/** Tenants and people whose last turns stay remembered while nobody waits. */
const mostRemembered = 10_000

/**
 * Turns in a row for askers with `isFirst` while others wait. Without a bound, one of them who asks again and again would keep
 * all others from ever getting a turn.
 */
const mostInRow = 3

const isFirstOne = ({ isFirst }: Asker): boolean => isFirst === true

/**
 * A waiting line. Askers with `isFirst` go before others, except at every fourth turn. Among equals the tenant goes whose last
 * turn was longest ago, within it the person whose last turn was longest ago, and for one person whoever joined first. What it
 * costs follows from how many people wait, not from how much each of them asks for.
 */
export const waitingLine = (): WaitingLine => {
  /** Those of one person who wait, whoever joined first in front; never empty. */
  const groups = new Map<string, Waiting[]>()
  let waiting = 0
  let turns = 0
  let firstsInRow = 0
  const lastTurn = new Map<string, number>()
  const keysOf = ({ tenant, person = '' }: Asker) => [tenant, `${tenant}/${person}`] as const
  const groupOf = (asker: Asker): string => `${isFirstOne(asker)} ${keysOf(asker)[1]}`
  const heads = (): Waiting[] => [...groups.values()].map(([head]) => head!)
  const sizeOf = (of: readonly Waiting[][]): number => of.reduce((sum, { length }) => sum + length, 0)
  const isTurnOfFirsts = (): boolean => firstsInRow < mostInRow
  /** A lower rank goes first; ranks compare member by member. */
  const rank = ({ asker, until }: Waiting): number[] => [
    isFirstOne(asker) === isTurnOfFirsts() ? 0 : 1,
    ...keysOf(asker).map((key) => lastTurn.get(key) ?? 0),
    until,
  ]
  const goesBefore = (one: number[], other: number[]): boolean => {
    const differing = one.findIndex((value, index) => value !== other[index])
    return differing !== -1 && one[differing]! < other[differing]!
  }
  const takeOut = ({ asker }: Waiting): void => {
    const group = groups.get(groupOf(asker))!
    group.shift()
    waiting -= 1
    if (group.length === 0) groups.delete(groupOf(asker))
  }
  const remember = (asker: Asker): void => {
    turns += 1
    firstsInRow = isFirstOne(asker) && heads().some((each) => !isFirstOne(each.asker)) ? firstsInRow + 1 : 0
    for (const key of keysOf(asker)) lastTurn.set(key, turns)
    if (waiting === 0 && lastTurn.size > mostRemembered) lastTurn.clear()
  }
  return {
    join(one) {
      const group = groups.get(groupOf(one.asker))
      if (group === undefined) groups.set(groupOf(one.asker), [one])
      else group.push(one)
      waiting += 1
    },
    next(mayBegin) {
      const able = heads().filter(({ asker }) => mayBegin(asker))
      const [chosen] = able
      if (chosen === undefined) return undefined
      const best = able.reduce((one, other) => (goesBefore(rank(other), rank(one)) ? other : one), chosen)
      takeOut(best)
      remember(best.asker)
      return best
    },
    leave(hasToLeave) {
      const left: Waiting[] = []
      for (const group of groups.values())
        while (group[0] !== undefined && hasToLeave(group[0])) {
          left.push(group[0])
          takeOut(group[0])
        }
      return left
    },
    before(asker) {
      const peers = [...groups.values()].filter(([head]) => isFirstOne(head!.asker) === isFirstOne(asker))
      const tenants = new Set([...peers.map(([head]) => head!.asker.tenant), asker.tenant])
      const own = sizeOf(peers.filter(([head]) => head!.asker.tenant === asker.tenant))
      const ahead = Math.min(sizeOf(peers), own * tenants.size + tenants.size - 1)
      const between = isFirstOne(asker) ? Math.floor(ahead / mostInRow) : (ahead + 1) * mostInRow
      return ahead + Math.min(waiting - sizeOf(peers), between)
    },
    first: () =>
      heads().reduce<Waiting | undefined>(
        (one, other) => (one !== undefined && one.until <= other.until ? one : other),
        undefined,
      ),
    askers: () => [...new Map(heads().map(({ asker }) => [keysOf(asker)[1], asker])).values()],
    length: () => waiting,
  }
}
