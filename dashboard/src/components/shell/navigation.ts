import { AppWindow, CircleUserRound, Gauge, MonitorSmartphone, Server, type LucideIcon } from '@lucide/vue'

export interface Destination {
  name: 'overview' | 'sessions' | 'applications' | 'system' | 'me'
  title: string
  icon: LucideIcon
  /** Goes there after `g`. */
  key: string
}

export interface Section {
  title: string
  destinations: Destination[]
}

const overview: Destination = { name: 'overview', title: 'Overview', icon: Gauge, key: 'o' }
const sessions: Destination = { name: 'sessions', title: 'Sessions', icon: MonitorSmartphone, key: 's' }
const applications: Destination = { name: 'applications', title: 'Applications', icon: AppWindow, key: 'p' }
const system: Destination = { name: 'system', title: 'System', icon: Server, key: 'y' }
const me: Destination = { name: 'me', title: 'My sessions', icon: CircleUserRound, key: 'm' }

/** The pages that a person may open. */
export const sectionsFor = (may: { watch: boolean; manageApplications: boolean; operate: boolean }): Section[] => [
  ...(may.watch ? [{ title: 'Watch', destinations: [overview, sessions] }] : []),
  ...(may.manageApplications ? [{ title: 'Manage', destinations: [applications] }] : []),
  ...(may.operate ? [{ title: 'Operate', destinations: [system] }] : []),
  { title: 'You', destinations: [me] },
]
