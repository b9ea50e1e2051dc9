import { CircleUserRound, Gauge, MonitorSmartphone, Server, type LucideIcon } from '@lucide/vue'

export interface Destination {
  name: 'overview' | 'sessions' | 'system' | 'me'
  title: string
  icon: LucideIcon
}

export interface Section {
  title: string
  destinations: Destination[]
}

const overview: Destination = { name: 'overview', title: 'Overview', icon: Gauge }
const sessions: Destination = { name: 'sessions', title: 'Sessions', icon: MonitorSmartphone }
const system: Destination = { name: 'system', title: 'System', icon: Server }
const me: Destination = { name: 'me', title: 'My sessions', icon: CircleUserRound }

/** The pages there are for a person; what the role lacks is absent. */
export const sectionsFor = (may: { watch: boolean; operate: boolean }): Section[] => [
  ...(may.watch ? [{ title: 'Watch', destinations: [overview, sessions] }] : []),
  ...(may.operate ? [{ title: 'Operate', destinations: [system] }] : []),
  { title: 'You', destinations: [me] },
]
