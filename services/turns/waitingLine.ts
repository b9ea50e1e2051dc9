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
  /** Takes out those that `leaves` accepts. */
  leave(leaves: (waiting: Waiting) => boolean): Waiting[]
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

const isOf = (asker: Asker, { asker: other }: Waiting): boolean => asker.tenant === other.tenant

/**
 * A waiting line. Askers with `isFirst` go before others, except at every fourth turn. Among equals the tenant goes whose last
 * turn was longest ago, within it the person whose last turn was longest ago, and for one person whoever joined first.
 */
export const waitingLine = (): WaitingLine => {
  let line: Waiting[] = []
  let turns = 0
  let firstsInRow = 0
  const lastTurn = new Map<string, number>()
  const keysOf = ({ tenant, person = '' }: Asker) => [tenant, `${tenant}/${person}`] as const
  const isTurnOfFirsts = (): boolean => firstsInRow < mostInRow
  /** A lower rank goes first; ranks compare member by member. */
  const rank = ({ isFirst, ...asker }: Asker): number[] => [
    (isFirst === true) === isTurnOfFirsts() ? 0 : 1,
    ...keysOf(asker).map((key) => lastTurn.get(key) ?? 0),
  ]
  const goesBefore = (one: number[], other: number[]): boolean => {
    const differing = one.findIndex((value, index) => value !== other[index])
    return differing !== -1 && one[differing]! < other[differing]!
  }
  const remember = (asker: Asker): void => {
    turns += 1
    firstsInRow = asker.isFirst === true && line.some((each) => each.asker.isFirst !== true) ? firstsInRow + 1 : 0
    for (const key of keysOf(asker)) lastTurn.set(key, turns)
    if (line.length === 0 && lastTurn.size > mostRemembered) lastTurn.clear()
  }
  return {
    join: (waiting) => void line.push(waiting),
    next(mayBegin) {
      const able = line.filter(({ asker }) => mayBegin(asker))
      const [chosen] = able
      if (chosen === undefined) return undefined
      const best = able.reduce((one, other) => (goesBefore(rank(other.asker), rank(one.asker)) ? other : one), chosen)
      line.splice(line.indexOf(best), 1)
      remember(best.asker)
      return best
    },
    leave(leaves) {
      const leaving = line.filter(leaves)
      if (leaving.length > 0) line = line.filter((each) => !leaving.includes(each))
      return leaving
    },
    before(asker) {
      const peers = line.filter((each) => (each.asker.isFirst === true) === (asker.isFirst === true))
      const tenants = new Set([...peers.map((each) => each.asker.tenant), asker.tenant])
      const own = peers.filter((each) => isOf(asker, each)).length
      const ahead = Math.min(peers.length, own * tenants.size + tenants.size - 1)
      const between = asker.isFirst === true ? Math.floor(ahead / mostInRow) : (ahead + 1) * mostInRow
      return ahead + Math.min(line.length - peers.length, between)
    },
    first: () => line[0],
    askers: () => [...new Map(line.map(({ asker }) => [keysOf(asker)[1], asker])).values()],
    length: () => line.length,
  }
}
