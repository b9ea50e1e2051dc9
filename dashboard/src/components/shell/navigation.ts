import {
  AppWindow,
  Building2,
  CircleUserRound,
  Gauge,
  MonitorSmartphone,
  Server,
  UsersRound,
  type LucideIcon,
} from '@lucide/vue'

export interface Destination {
  name: 'overview' | 'sessions' | 'people' | 'applications' | 'tenants' | 'system' | 'me'
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
const people: Destination = { name: 'people', title: 'People', icon: UsersRound, key: 'u' }
const applications: Destination = { name: 'applications', title: 'Applications', icon: AppWindow, key: 'p' }
const tenants: Destination = { name: 'tenants', title: 'Tenants', icon: Building2, key: 't' }
const system: Destination = { name: 'system', title: 'System', icon: Server, key: 'y' }
const me: Destination = { name: 'me', title: 'My sessions', icon: CircleUserRound, key: 'm' }

/** The pages that a person may open. */
export const sectionsFor = (may: {
  watch: boolean
  managePeople: boolean
  manageApplications: boolean
  operate: boolean
}): Section[] => {
  const managed = [...(may.managePeople ? [people] : []), ...(may.manageApplications ? [applications] : [])]
  return [
    ...(may.watch ? [{ title: 'Watch', destinations: [overview, sessions] }] : []),
    ...(managed.length > 0 ? [{ title: 'Manage', destinations: managed }] : []),
    ...(may.operate ? [{ title: 'Operate', destinations: [tenants, system] }] : []),
    { title: 'You', destinations: [me] },
  ]
}
